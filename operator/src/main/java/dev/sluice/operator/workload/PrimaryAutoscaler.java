package dev.sluice.operator.workload;

import dev.sluice.crds.Canary;
import dev.sluice.crds.CanarySpec.AutoscalerRef;
import dev.sluice.crds.CanarySpec.ScalerReplicas;
import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.ProblemException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import java.util.Optional;

/**
 * The primary's autoscaler: a clone of the target's, with its own bounds where the Canary gives
 * them. It follows each edit of the target's at once.
 */
final class PrimaryAutoscaler {
  private static final Class<HorizontalPodAutoscaler> HPA = HorizontalPodAutoscaler.class;

  private final Cluster cluster;

  PrimaryAutoscaler(Cluster cluster) {
    this.cluster = cluster;
  }

  /** Makes the clone, or removes it when the Canary names no autoscaler any more. */
  void ensure(Canary canary) {
    var ref = canary.getSpec().autoscalerRef();
    var wanted =
        ref == null ? Optional.<HorizontalPodAutoscaler>empty() : Optional.of(clone(canary, ref));
    wanted.ifPresent(cluster::apply);
    var namespace = canary.getMetadata().getNamespace();
    cluster.list(HPA, namespace).stream()
        .filter(hpa -> Marks.isOwned(hpa, canary))
        .map(hpa -> hpa.getMetadata().getName())
        .filter(name -> wanted.isEmpty() || !wanted.get().getMetadata().getName().equals(name))
        .forEach(name -> cluster.delete(HPA, namespace, name));
  }

  /** The fewest pods that the target's autoscaler allows; empty without autoscaler. */
  Optional<Integer> minimum(Canary canary) {
    return Optional.ofNullable(canary.getSpec().autoscalerRef())
        .map(ref -> orElse(target(canary, ref).getSpec().getMinReplicas(), 1));
  }

  /** The most pods that the primary's autoscaler allows; empty without autoscaler. */
  Optional<Integer> primaryMaximum(Canary canary) {
    return Optional.ofNullable(canary.getSpec().autoscalerRef())
        .map(ref -> clone(canary, ref).getSpec().getMaxReplicas());
  }

  private HorizontalPodAutoscaler clone(Canary canary, AutoscalerRef ref) {
    var source = target(canary, ref);
    var bounds =
        ref.primaryScalerReplicas() == null
            ? new ScalerReplicas(null, null)
            : ref.primaryScalerReplicas();
    var spec = source.getSpec();
    return new HorizontalPodAutoscalerBuilder()
        .withNewMetadata()
        .withName(Marks.primary(ref.name()))
        .withNamespace(canary.getMetadata().getNamespace())
        .withLabels(Marks.withoutToolkit(source.getMetadata().getLabels()))
        .withOwnerReferences(Marks.owner(canary, true))
        .endMetadata()
        .withNewSpecLike(spec)
        .editScaleTargetRef()
        .withName(Marks.primary(canary.getSpec().targetRef().name()))
        .endScaleTargetRef()
        .withMinReplicas(
            bounds.minReplicas() == null ? spec.getMinReplicas() : bounds.minReplicas())
        .withMaxReplicas(
            bounds.maxReplicas() == null ? spec.getMaxReplicas() : bounds.maxReplicas())
        .endSpec()
        .build();
  }

  private HorizontalPodAutoscaler target(Canary canary, AutoscalerRef ref) {
    if (!ref.kind().equals(HasMetadata.getKind(HPA))) {
      throw new ProblemException(
          "AutoscalerNotSupported",
          "autoscalerRef of kind %s is not supported yet: name a HorizontalPodAutoscaler, or remove autoscalerRef"
              .formatted(ref.kind()));
    }
    var namespace = canary.getMetadata().getNamespace();
    var target = canary.getSpec().targetRef();
    var found =
        cluster
            .get(HPA, namespace, ref.name())
            .orElseThrow(
                () ->
                    new ProblemException(
                        "AutoscalerMissing",
                        "HorizontalPodAutoscaler %s.%s is not there: create it, or remove autoscalerRef"
                            .formatted(ref.name(), namespace)));
    var scaled = found.getSpec().getScaleTargetRef();
    if (!scaled.getName().equals(target.name()) || !scaled.getKind().equals(target.kind())) {
      throw new ProblemException(
          "AutoscalerMismatch",
          "HorizontalPodAutoscaler %s.%s scales %s %s, not the target %s %s: correct its scaleTargetRef, or the Canary's autoscalerRef"
              .formatted(
                  ref.name(),
                  namespace,
                  scaled.getKind(),
                  scaled.getName(),
                  target.kind(),
                  target.name()));
    }
    return found;
  }

  private static int orElse(@org.jspecify.annotations.Nullable Integer value, int absent) {
    return value == null ? absent : value;
  }
}
