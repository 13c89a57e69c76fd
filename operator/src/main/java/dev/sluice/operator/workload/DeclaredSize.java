package dev.sluice.operator.workload;

import dev.sluice.operator.kube.KubernetesCluster;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Map;
import java.util.Optional;

/** The size that a target's owner has declared, told from the one that Sluice gave the canary. */
final class DeclaredSize {
  private DeclaredSize() {}

  /** Empty when the size is zero, or Sluice's. */
  static Optional<Integer> of(Deployment target) {
    var fields = target.getMetadata().getManagedFields();
    var declared = fields != null && fields.stream().anyMatch(DeclaredSize::isOfSomebodyElse);
    return declared
        ? Optional.ofNullable(target.getSpec().getReplicas()).filter(pods -> pods > 0)
        : Optional.empty();
  }

  private static boolean isOfSomebodyElse(ManagedFieldsEntry entry) {
    return !KubernetesCluster.FIELD_MANAGER.equals(entry.getManager())
        && entry.getFieldsV1() != null
        && entry.getFieldsV1().getAdditionalProperties().get("f:spec") instanceof Map<?, ?> spec
        && spec.containsKey("f:replicas");
  }
}
