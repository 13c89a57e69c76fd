package dev.sluice.playground.world.control;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerCondition;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerConditionBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerStatus;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerStatusBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Collects what one round of an autoscaler has found, in the words of Kubernetes. */
final class AutoscalerStatus {
  private final HorizontalPodAutoscalerStatus before;
  private final HorizontalPodAutoscalerStatusBuilder status;
  private final List<HorizontalPodAutoscalerCondition> conditions = new ArrayList<>();
  private final String now;

  AutoscalerStatus(HorizontalPodAutoscaler autoscaler, Instant now) {
    this.now = now.truncatedTo(ChronoUnit.SECONDS).toString();
    this.before =
        autoscaler.getStatus() == null
            ? new HorizontalPodAutoscalerStatus()
            : autoscaler.getStatus();
    this.status =
        new HorizontalPodAutoscalerStatusBuilder(before)
            .withObservedGeneration(autoscaler.getMetadata().getGeneration())
            .withCurrentReplicas(Replicas.orElse(before.getCurrentReplicas(), 0))
            .withDesiredReplicas(Replicas.orElse(before.getDesiredReplicas(), 0));
  }

  void noTarget() {
    condition(
        "AbleToScale",
        false,
        "FailedGetScale",
        "the playground scales Deployments only, and the target is not one that exists");
  }

  void disabled() {
    status.withCurrentReplicas(0).withDesiredReplicas(0);
    condition(
        "AbleToScale",
        true,
        "SucceededGetScale",
        "the controller was able to get the target's current scale");
    condition(
        "ScalingActive",
        false,
        "ScalingDisabled",
        "scaling is disabled since the replica count of the target is zero");
  }

  /**
   * @param millis millicores of a pod in the mean
   * @param utilization percent of what the pods ask for
   */
  void cpu(double millis, int utilization) {
    status
        .withCurrentMetrics()
        .addNewCurrentMetric()
        .withType("Resource")
        .withNewResource()
        .withName("cpu")
        .withNewCurrent()
        .withAverageValue(new Quantity(Math.round(millis) + "m"))
        .withAverageUtilization(utilization)
        .endCurrent()
        .endResource()
        .endCurrentMetric();
  }

  /**
   * @param actual pods that the target has
   * @param current what it asked for until now
   * @param bounded what it asks for now
   * @param wanted before the bounds were applied
   * @param measured whether a metric could be read
   */
  void scaled(int actual, int current, int bounded, int wanted, boolean measured) {
    status.withCurrentReplicas(actual).withDesiredReplicas(bounded);
    if (current != bounded) {
      status.withLastScaleTime(now);
      condition(
          "AbleToScale",
          true,
          "SucceededRescale",
          "the HPA controller was able to update the target scale to " + bounded);
    } else {
      condition("AbleToScale", true, "ReadyForNewScale", "recommended size matches current size");
    }
    condition(
        "ScalingActive",
        measured,
        measured ? "ValidMetricFound" : "FailedGetResourceMetric",
        measured
            ? "the HPA was able to successfully calculate a replica count"
            : "no metrics of ready pods are known yet");
    boolean limited = bounded != wanted;
    String bound = bounded < wanted ? "TooManyReplicas" : "TooFewReplicas";
    condition(
        "ScalingLimited",
        limited,
        limited ? bound : "DesiredWithinRange",
        limited
            ? "the desired replica count is outside of the bounds"
            : "the desired count is within the acceptable range");
  }

  HorizontalPodAutoscalerStatus build() {
    return status.withConditions(conditions).build();
  }

  private void condition(String type, boolean holds, String reason, String message) {
    String value = holds ? "True" : "False";
    String since =
        before.getConditions() == null
            ? now
            : before.getConditions().stream()
                .filter(c -> type.equals(c.getType()) && value.equals(c.getStatus()))
                .map(HorizontalPodAutoscalerCondition::getLastTransitionTime)
                .findFirst()
                .orElse(now);
    conditions.add(
        new HorizontalPodAutoscalerConditionBuilder()
            .withType(type)
            .withStatus(value)
            .withReason(reason)
            .withMessage(message)
            .withLastTransitionTime(since)
            .build());
  }
}
