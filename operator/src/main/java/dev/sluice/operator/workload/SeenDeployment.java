package dev.sluice.operator.workload;

import dev.sluice.crds.AnalysisSpec;
import dev.sluice.crds.Canary;
import dev.sluice.rollout.Readiness;
import dev.sluice.rollout.Workload.Present;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A Deployment as a rollout sees it. */
final class SeenDeployment {
  private static final int DEFAULT_DEADLINE_SECONDS = 600;
  private static final int DEFAULT_THRESHOLD = 100;

  private final DeploymentReadiness readiness;

  SeenDeployment(Clock clock) {
    this.readiness = new DeploymentReadiness(clock);
  }

  /** The target; the contract names its kind (A7). */
  Present canary(Canary canary, Deployment deployment, String revision) {
    return present(canary, deployment, revision, canaryThreshold(canary), "canary deployment ");
  }

  Present primary(Canary canary, Deployment deployment, String revision) {
    var analysis = canary.getSpec().analysis();
    var threshold = analysis == null ? null : analysis.primaryReadyThreshold();
    return present(canary, deployment, revision, orDefault(threshold), "");
  }

  /** The baseline, which is waited for as the canary is. */
  Present baseline(Canary canary, Deployment deployment) {
    return present(
        canary, deployment, BaselineDeployment.rollout(deployment), canaryThreshold(canary), "");
  }

  /** How many pods are asked for. */
  static int size(Deployment deployment) {
    var replicas = deployment.getSpec().getReplicas();
    return replicas == null ? 1 : replicas;
  }

  private Present present(
      Canary canary, Deployment deployment, String revision, int threshold, String prefix) {
    var seconds = canary.getSpec().progressDeadlineSeconds();
    var state =
        readiness.of(
            deployment,
            threshold,
            Duration.ofSeconds(seconds == null ? DEFAULT_DEADLINE_SECONDS : seconds));
    var size = size(deployment);
    var subject =
        "%s%s.%s"
            .formatted(
                prefix,
                deployment.getMetadata().getName(),
                deployment.getMetadata().getNamespace());
    var told =
        switch (state) {
          case Readiness.Ready() when size == 0 ->
              new Readiness.NotReady(subject + " not ready: it is scaled to zero", true);
          case Readiness.Ready() -> state;
          case Readiness.NotReady(var text, var retriable) ->
              new Readiness.NotReady("%s not ready: %s".formatted(subject, text), retriable);
        };
    var status = deployment.getStatus();
    var available =
        status == null || status.getAvailableReplicas() == null ? 0 : status.getAvailableReplicas();
    return new Present(revision, size, available, gone(deployment, size), told);
  }

  /** A Deployment does not count pods that are stopping. */
  private static boolean gone(Deployment deployment, int size) {
    var status = deployment.getStatus();
    return size == 0
        && !DeploymentReadiness.isOutdated(deployment)
        && (status == null || status.getReplicas() == null || status.getReplicas() == 0);
  }

  private static int canaryThreshold(Canary canary) {
    AnalysisSpec analysis = canary.getSpec().analysis();
    return orDefault(analysis == null ? null : analysis.canaryReadyThreshold());
  }

  private static int orDefault(@Nullable Integer threshold) {
    return threshold == null ? DEFAULT_THRESHOLD : threshold;
  }
}
