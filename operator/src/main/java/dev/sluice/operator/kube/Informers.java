package dev.sluice.operator.kube;

import dev.sluice.crds.Canary;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes informers that ask for no more than is needed, remember no more, and never poll. */
final class Informers {
  private static final Set<String> MANAGERS =
      Set.of(KubernetesCluster.FIELD_MANAGER, Takeover.FLAGGER);

  private final KubernetesClient client;
  private final @Nullable String namespace;

  /**
   * @param namespace the only namespace to look at, or null for all
   */
  Informers(KubernetesClient client, @Nullable String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** An informer of the kind, not started. */
  <T extends HasMetadata> SharedIndexInformer<T> of(Class<T> type) {
    SharedIndexInformer<T> informer = relevant(type, scope(type)).runnableInformer(0);
    return informer.itemStore(new LeanStore<>(Informers::trim));
  }

  private <T extends HasMetadata> FilterWatchListDeletable<T, ?, ?> scope(Class<T> type) {
    var all = client.resources(type);
    if (!Namespaced.class.isAssignableFrom(type)) {
      return all;
    }
    return namespace == null ? all.inAnyNamespace() : all.inNamespace(namespace);
  }

  /** Leaves out what a workload never reads and a cluster has plenty of. */
  private static <T extends HasMetadata> FilterWatchListDeletable<T, ?, ?> relevant(
      Class<T> type, FilterWatchListDeletable<T, ?, ?> all) {
    if (type == Secret.class) {
      return all.withoutField("type", "helm.sh/release.v1")
          .withoutField("type", "kubernetes.io/service-account-token");
    }
    return type == ConfigMap.class ? all.withoutField("metadata.name", "kube-root-ca.crt") : all;
  }

  /**
   * Drops the bookkeeping of other field managers, on a Deployment often the larger half, except
   * who set its size and its content, and except on what a Canary owns: there it tells what others
   * have edited.
   */
  static void trim(HasMetadata object) {
    var owned = isControlledByCanary(object);
    var fields = object.getMetadata().getManagedFields();
    if (fields != null && !fields.isEmpty()) {
      object
          .getMetadata()
          .setManagedFields(fields.stream().flatMap(entry -> trimmed(entry, owned)).toList());
    }
    if (object instanceof CustomResourceDefinition definition) {
      definition.getSpec().getVersions().forEach(version -> version.setSchema(null));
    }
  }

  private static Stream<ManagedFieldsEntry> trimmed(ManagedFieldsEntry entry, boolean owned) {
    if (MANAGERS.contains(entry.getManager())
        || (owned && (entry.getSubresource() == null || entry.getSubresource().isEmpty()))) {
      return Stream.of(entry);
    }
    var kept = ContentOwners.kept(entry);
    return kept.isEmpty()
        ? Stream.empty()
        : Stream.of(
            entry.edit().withNewFieldsV1().withAdditionalProperties(kept).endFieldsV1().build());
  }

  /** Who has set the size is told from {@code managedFields} alone. */
  static boolean ownsReplicas(ManagedFieldsEntry entry) {
    return entry.getFieldsV1() != null
        && entry.getFieldsV1().getAdditionalProperties().get("f:spec") instanceof Map<?, ?> spec
        && spec.containsKey("f:replicas");
  }

  static boolean isControlledByCanary(HasMetadata object) {
    return object.getMetadata().getOwnerReferences().stream()
        .anyMatch(
            owner ->
                Boolean.TRUE.equals(owner.getController())
                    && owner.getKind().equals(HasMetadata.getKind(Canary.class))
                    && owner.getApiVersion().startsWith(HasMetadata.getGroup(Canary.class) + "/"));
  }
}
