package dev.sluice.operator.workload;

import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.ProblemException;
import java.time.Clock;

/** Finds the {@link Workload} for a Canary's target. */
public final class Workloads {
  private final Workload deployments;

  public Workloads(Cluster cluster, WorkloadOptions options, Clock clock) {
    this.deployments = new DeploymentWorkload(cluster, options, clock);
  }

  /** The workload for the kind of the Canary's target. */
  public Workload of(Canary canary) {
    var kind = canary.getSpec().targetRef().kind();
    return switch (kind) {
      case "Deployment" -> deployments;
      case "DaemonSet", "Service" ->
          throw new ProblemException(
              "TargetNotSupported",
              "targetRef of kind %s is not supported yet: name a Deployment".formatted(kind));
      default ->
          throw new ProblemException(
              "TargetNotSupported",
              "targetRef of kind %s is not known: name a Deployment".formatted(kind));
    };
  }
}
