package dev.sluice.operator.workload;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Comparator;
import java.util.Locale;

/** A ConfigMap or Secret, by name. */
record ConfigRef(Kind kind, String name) implements Comparable<ConfigRef> {
  /** What it is. */
  enum Kind {
    CONFIG_MAP(ConfigMap.class),
    SECRET(Secret.class);

    private final Class<? extends HasMetadata> type;

    Kind(Class<? extends HasMetadata> type) {
      this.type = type;
    }

    /** The kind's name in the API. */
    String kind() {
      return HasMetadata.getKind(type);
    }
  }

  static ConfigRef map(String name) {
    return new ConfigRef(Kind.CONFIG_MAP, name);
  }

  static ConfigRef secret(String name) {
    return new ConfigRef(Kind.SECRET, name);
  }

  /** Reads what {@link #id} wrote. */
  static ConfigRef parse(String id) {
    var slash = id.indexOf('/');
    var name = id.substring(slash + 1);
    return id.startsWith("secret/") ? secret(name) : map(name);
  }

  /** As {@code status.trackedConfigs} has it: {@code configmap/<name>}, {@code secret/<name>}. */
  String id() {
    return kind.kind().toLowerCase(Locale.ROOT) + "/" + name;
  }

  /** The copy that the primary reads. */
  ConfigRef primary() {
    return new ConfigRef(kind, Marks.primary(name));
  }

  /** The store of one content of a copy. */
  ConfigRef kept(String fingerprint) {
    return new ConfigRef(kind, name + "-" + fingerprint);
  }

  @Override
  public int compareTo(ConfigRef other) {
    return Comparator.comparing(ConfigRef::kind)
        .thenComparing(ConfigRef::name)
        .compare(this, other);
  }
}
