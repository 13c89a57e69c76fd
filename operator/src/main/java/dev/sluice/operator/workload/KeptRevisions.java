package dev.sluice.operator.workload;

import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.Cluster;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The revisions of a primary that can be restored, in one ConfigMap {@code
 * <target>-primary-revisions}: so that a promotion costs one request, and a restart loses nothing.
 */
final class KeptRevisions {
  /** The primary's size when it was last good. */
  private static final String REPLICAS = "replicas";

  /** The size that the target's owner has declared since, where the canary's is another. */
  private static final String DECLARED = "declared-replicas";

  private static final KubernetesSerialization JSON = new KubernetesSerialization();

  private final Cluster cluster;

  KeptRevisions(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * One revision.
   *
   * @param spec the workload's spec as JSON, without its size
   * @param configs fingerprints of the copies that it reads, by {@link ConfigRef#id}
   */
  record Kept(Map<?, ?> spec, SortedMap<String, String> configs) {
    /** The spec, typed. */
    <T> T spec(Class<T> type) {
      return JSON.convertValue(spec, type);
    }
  }

  /** All of them, by revision. */
  SortedMap<String, Kept> of(Canary canary) {
    var result = new TreeMap<String, Kept>();
    data(canary)
        .forEach(
            (key, json) -> {
              if (Revision.isId(key)) {
                var stored = JSON.unmarshal(json, Stored.class);
                result.put(key, new Kept(stored.spec, new TreeMap<>(stored.configs)));
              }
            });
    return result;
  }

  /** The size that the primary had, if anything was kept. */
  Optional<Integer> replicas(Canary canary) {
    return Optional.ofNullable(data(canary).get(REPLICAS)).map(Integer::valueOf);
  }

  /** The size that the primary is to get at the next promotion, if one was declared. */
  Optional<Integer> declared(Canary canary) {
    return Optional.ofNullable(data(canary).get(DECLARED)).map(Integer::valueOf);
  }

  /** Replaces what is kept. */
  void write(Canary canary, SortedMap<String, Kept> revisions, int replicas) {
    var data = new TreeMap<String, String>();
    revisions.forEach(
        (revision, kept) ->
            data.put(
                revision,
                Fingerprint.json(Map.of("spec", kept.spec(), "configs", kept.configs()))));
    data.put(REPLICAS, String.valueOf(replicas));
    apply(canary, data);
  }

  /** Notes the size that the primary is to get at the next promotion. */
  void declare(Canary canary, int replicas) {
    var data = new TreeMap<>(data(canary));
    if (!data.isEmpty()) {
      data.put(DECLARED, String.valueOf(replicas));
      apply(canary, data);
    }
  }

  private void apply(Canary canary, Map<String, String> data) {
    cluster.apply(
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(name(canary))
            .withNamespace(canary.getMetadata().getNamespace())
            .withOwnerReferences(Marks.owner(canary, true))
            .endMetadata()
            .withData(data)
            .build());
  }

  private Map<String, String> data(Canary canary) {
    return cluster
        .get(ConfigMap.class, canary.getMetadata().getNamespace(), name(canary))
        .map(ConfigMap::getData)
        .orElse(Map.of());
  }

  private static String name(Canary canary) {
    return Marks.primary(canary.getSpec().targetRef().name()) + "-revisions";
  }

  /** As it is stored. */
  private record Stored(Map<String, Object> spec, Map<String, String> configs) {}
}
