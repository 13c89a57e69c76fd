package dev.sluice.operator.workload;

import dev.sluice.rollout.Readiness;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Whether a Deployment is up, by its status, in Flagger's words (A7). */
record DeploymentReadiness(Clock clock) {
  /**
   * @param threshold percent of the updated pods that have to be available, 1 to 100
   * @param deadline how long too few available pods are waited for
   */
  Readiness of(Deployment deployment, int threshold, Duration deadline) {
    var status = Optional.ofNullable(deployment.getStatus()).orElseGet(DeploymentStatus::new);
    if (isOutdated(deployment)) {
      return new Readiness.NotReady(
          "waiting for rollout to finish: observed deployment generation less than desired generation",
          true);
    }
    if (progress(status).map(c -> "ProgressDeadlineExceeded".equals(c.getReason())).orElse(false)) {
      return new Readiness.NotReady(
          "deployment \"%s\" exceeded its progress deadline"
              .formatted(deployment.getMetadata().getName()),
          false);
    }
    return awaited(deployment, status, threshold)
        .<Readiness>map(
            text ->
                new Readiness.NotReady(
                    "waiting for rollout to finish: " + text, isInTime(status, deadline)))
        .orElseGet(Readiness.Ready::new);
  }

  /** What the status says is of an older spec; a Deployment just made has none at all. */
  static boolean isOutdated(Deployment deployment) {
    var generation = deployment.getMetadata().getGeneration();
    var status = deployment.getStatus();
    var observed = status == null ? null : status.getObservedGeneration();
    return generation != null && (observed == null || observed < generation);
  }

  private static Optional<String> awaited(
      Deployment deployment, DeploymentStatus status, int threshold) {
    var desired = orElse(deployment.getSpec().getReplicas(), 1);
    var updated = orElse(status.getUpdatedReplicas(), 0);
    var all = orElse(status.getReplicas(), 0);
    var available = orElse(status.getAvailableReplicas(), 0);
    // Rounded down as Flagger does, but never to no pod at all.
    var enough = Math.max(1, updated * threshold / 100);
    if (updated < desired) {
      return Optional.of("%d out of %d new replicas have been updated".formatted(updated, desired));
    }
    if (all > updated) {
      return Optional.of("%d old replicas are pending termination".formatted(all - updated));
    }
    if (available < enough) {
      return Optional.of(
          "%d of %d (readyThreshold %d%%) updated replicas are available"
              .formatted(available, enough, threshold));
    }
    return Optional.empty();
  }

  private boolean isInTime(DeploymentStatus status, Duration deadline) {
    if (progress(status).isEmpty()) {
      return true;
    }
    return condition(status, "Available")
        .filter(
            available ->
                "False".equals(available.getStatus())
                    && "MinimumReplicasUnavailable".equals(available.getReason())
                    && available.getLastUpdateTime() != null)
        .map(
            available ->
                !clock
                    .instant()
                    .isAfter(Instant.parse(available.getLastUpdateTime()).plus(deadline)))
        .orElse(true);
  }

  private static Optional<DeploymentCondition> progress(DeploymentStatus status) {
    return condition(status, "Progressing");
  }

  private static Optional<DeploymentCondition> condition(DeploymentStatus status, String type) {
    return status.getConditions().stream()
        .filter(condition -> type.equals(condition.getType()))
        .findFirst();
  }

  private static int orElse(@org.jspecify.annotations.Nullable Integer value, int absent) {
    return value == null ? absent : value;
  }
}
