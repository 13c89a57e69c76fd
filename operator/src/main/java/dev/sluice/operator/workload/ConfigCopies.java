package dev.sluice.operator.workload;

import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.ProblemException;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The copies of tracked configs that the primary reads, and the stores of earlier contents: one
 * object for each content, named by its fingerprint, so that a content that two revisions share is
 * stored once.
 */
final class ConfigCopies {
  private static final Pattern STORE = Pattern.compile(".+-primary-[0-9a-f]{16}");

  private final Cluster cluster;
  private final WorkloadOptions options;

  ConfigCopies(Cluster cluster, WorkloadOptions options) {
    this.cluster = cluster;
    this.options = options;
  }

  /** Makes the copies as the originals are. */
  void write(Canary canary, SortedMap<ConfigRef, Config> originals) {
    originals.forEach((ref, original) -> write(canary, ref, original));
  }

  /** Whether the copies are as the originals are. */
  boolean areAs(Canary canary, SortedMap<ConfigRef, Config> originals) {
    return originals.entrySet().stream()
        .allMatch(
            entry ->
                find(canary, entry.getKey().primary())
                    .map(Config::fingerprint)
                    .equals(Optional.of(entry.getValue().fingerprint())));
  }

  /** The copies that a primary's template reads, with their fingerprints. */
  SortedMap<String, String> read(Canary canary, PodTemplateSpec primary) {
    var result = new TreeMap<String, String>();
    for (var ref : TrackedConfigs.references(primary).keySet()) {
      if (ref.equals(original(ref).primary())) {
        find(canary, ref)
            .filter(copy -> !canaries(copy.object()).isEmpty())
            .ifPresent(copy -> result.put(ref.id(), copy.fingerprint()));
      }
    }
    return result;
  }

  /** Stores these contents of copies, as long as they are to be had. */
  void store(Canary canary, Map<String, String> copies) {
    copies.forEach(
        (id, fingerprint) -> {
          var ref = ConfigRef.parse(id);
          var store = ref.kept(fingerprint);
          if (find(canary, store).isEmpty()) {
            cluster.apply(
                content(canary, ref, fingerprint)
                    .with(
                        new ObjectMetaBuilder()
                            .withName(store.name())
                            .withNamespace(canary.getMetadata().getNamespace())
                            .withOwnerReferences(Marks.owner(canary, true))
                            .build()));
          }
        });
  }

  /** Gives copies the contents that they had. */
  void restore(Canary canary, Map<String, String> copies) {
    copies.forEach(
        (id, fingerprint) -> {
          var ref = ConfigRef.parse(id);
          if (!has(canary, ref, fingerprint)) {
            write(canary, original(ref), content(canary, ref, fingerprint));
          }
        });
  }

  /**
   * A content of a copy, from wherever it still is: its store, the copy, what that is a copy of.
   */
  private Config content(Canary canary, ConfigRef copy, String fingerprint) {
    return Stream.of(copy.kept(fingerprint), copy, original(copy))
        .flatMap(ref -> find(canary, ref).stream())
        .filter(found -> found.fingerprint().equals(fingerprint))
        .findFirst()
        .orElseThrow(() -> lost(canary, copy, fingerprint));
  }

  /** Deletes the stores of this Canary, except those of some contents. */
  void prune(Canary canary, Collection<? extends Map<String, String>> retained) {
    Set<ConfigRef> keep = new HashSet<>();
    retained.forEach(
        copies -> copies.forEach((id, print) -> keep.add(ConfigRef.parse(id).kept(print))));
    var namespace = canary.getMetadata().getNamespace();
    var stores = new ArrayList<ConfigRef>();
    cluster.list(ConfigMap.class, namespace).stream()
        .filter(map -> isStore(canary, map))
        .forEach(map -> stores.add(ConfigRef.map(map.getMetadata().getName())));
    cluster.list(Secret.class, namespace).stream()
        .filter(secret -> isStore(canary, secret))
        .forEach(secret -> stores.add(ConfigRef.secret(secret.getMetadata().getName())));
    stores.stream()
        .filter(store -> !keep.contains(store))
        .forEach(store -> Config.delete(cluster, namespace, store));
  }

  private static boolean isStore(Canary canary, HasMetadata object) {
    return STORE.matcher(object.getMetadata().getName()).matches() && Marks.isOwned(object, canary);
  }

  private void write(Canary canary, ConfigRef ref, Config content) {
    var labels =
        find(canary, ref).map(original -> original.object().getMetadata().getLabels()).orElse(null);
    cluster.apply(
        content.with(
            new ObjectMetaBuilder()
                .withName(ref.primary().name())
                .withNamespace(canary.getMetadata().getNamespace())
                .withLabels(Marks.inherited(labels, options.includeLabelPrefixes()))
                .withOwnerReferences(owners(canary, ref.primary()))
                .build()));
  }

  /** Canaries whose targets read the same config share the copy. */
  private List<OwnerReference> owners(Canary canary, ConfigRef copy) {
    var owners = new ArrayList<OwnerReference>();
    owners.add(Marks.owner(canary, false));
    find(canary, copy)
        .ifPresent(
            present ->
                canaries(present.object()).stream()
                    .filter(owner -> !owner.getName().equals(canary.getMetadata().getName()))
                    .map(owner -> owner.edit().withController(false).build())
                    .forEach(owners::add));
    return owners;
  }

  private static List<OwnerReference> canaries(HasMetadata object) {
    return object.getMetadata().getOwnerReferences().stream()
        .filter(owner -> owner.getKind().equals(HasMetadata.getKind(Canary.class)))
        .toList();
  }

  private boolean has(Canary canary, ConfigRef copy, String fingerprint) {
    return find(canary, copy).map(Config::fingerprint).equals(Optional.of(fingerprint));
  }

  private Optional<Config> find(Canary canary, ConfigRef ref) {
    return Config.find(cluster, canary.getMetadata().getNamespace(), ref);
  }

  /** What a copy is a copy of; something else if it is not the name of a copy. */
  private static ConfigRef original(ConfigRef copy) {
    var suffix = Marks.primary("");
    return copy.name().endsWith(suffix)
        ? new ConfigRef(
            copy.kind(), copy.name().substring(0, copy.name().length() - suffix.length()))
        : new ConfigRef(copy.kind(), "");
  }

  private static ProblemException lost(Canary canary, ConfigRef copy, String fingerprint) {
    return new ProblemException(
        "LastGoodLost",
        "%s %s.%s does not have the content any more that the last good revision reads (%s), and its store is gone too: put it back, or promote a new revision"
            .formatted(
                copy.kind().kind(), copy.name(), canary.getMetadata().getNamespace(), fingerprint));
  }
}
