package dev.sluice.operator.workload;

import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.ProblemException;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Deployment as the target. */
final class DeploymentWorkload implements Workload {
  private final SeenDeployment seen;
  private final TargetDeployment target;
  private final ConfigCopies copies;
  private final KeptRevisions kept;
  private final PrimaryDeployment primary;
  private final PrimaryRevision revisions;
  private final LastGood lastGood;
  private final PrimaryAutoscaler autoscaler;
  private final PrimaryDisruptionBudget budget;
  private final BaselineDeployment baseline;

  DeploymentWorkload(Cluster cluster, WorkloadOptions options, Clock clock) {
    this.seen = new SeenDeployment(clock);
    this.target = new TargetDeployment(cluster, options);
    this.copies = new ConfigCopies(cluster, options);
    this.kept = new KeptRevisions(cluster);
    this.primary = new PrimaryDeployment(cluster, options);
    this.revisions = new PrimaryRevision(target, primary, kept, copies);
    this.lastGood = new LastGood(primary, revisions, kept, copies);
    this.autoscaler = new PrimaryAutoscaler(cluster);
    this.budget = new PrimaryDisruptionBudget(cluster);
    this.baseline = new BaselineDeployment(cluster);
  }

  @Override
  public Revision revision(Canary canary) {
    return target.request(canary).revision();
  }

  @Override
  public boolean skipsAnalysis(Canary canary) {
    return target.skipsAnalysis(canary);
  }

  @Override
  public dev.sluice.rollout.Workload canary(Canary canary) {
    var request = target.request(canary);
    return seen.canary(canary, request.deployment(), request.revision().id());
  }

  @Override
  public dev.sluice.rollout.Workload primary(Canary canary) {
    return primary
        .find(canary)
        .<dev.sluice.rollout.Workload>map(
            deployment -> seen.primary(canary, deployment, revisions.of(canary, deployment)))
        .orElseGet(dev.sluice.rollout.Workload.Absent::new);
  }

  @Override
  public dev.sluice.rollout.Workload baseline(Canary canary) {
    return baseline
        .find(canary)
        .<dev.sluice.rollout.Workload>map(deployment -> seen.baseline(canary, deployment))
        .orElseGet(dev.sluice.rollout.Workload.Absent::new);
  }

  @Override
  public Exposure exposure(Canary canary) {
    var ports = DiscoveredPorts.of(canary);
    var deployment = target.get(canary);
    var selector = primary.exposure(deployment);
    ports.add(deployment.getSpec().getTemplate().getSpec().getContainers());
    primary
        .find(canary)
        .ifPresent(found -> ports.add(found.getSpec().getTemplate().getSpec().getContainers()));
    return selector.withPorts(ports.found());
  }

  @Override
  public void ensurePrimary(Canary canary, String revision) {
    var request = target.requestOf(canary, revision);
    primary.requireOurs(canary);
    copies.write(canary, request.configs());
    var declared = SeenDeployment.size(request.deployment());
    var size = Math.max(Math.max(1, declared), autoscaler.minimum(canary).orElse(1));
    primary.write(canary, request.deployment(), spec(canary, request), revision, size);
  }

  @Override
  public void ensureCompanions(Canary canary) {
    var deployment = target.get(canary);
    var metadata = deployment.getSpec().getTemplate().getMetadata();
    budget.ensure(
        canary,
        primary.exposure(deployment),
        metadata == null || metadata.getLabels() == null ? Map.of() : metadata.getLabels());
    autoscaler.ensure(canary);
  }

  @Override
  public void keepLastGood(Canary canary, String revision, @Nullable String previous) {
    lastGood.keep(canary, revision, previous);
  }

  @Override
  public void copyTemplate(Canary canary, String revision) {
    var request = target.requestOf(canary, revision);
    primary.requireOurs(canary);
    copies.write(canary, request.configs());
    primary.find(canary).ifPresent(found -> resize(canary, found, request.deployment()));
    primary.write(
        canary,
        request.deployment(),
        spec(canary, request),
        revision,
        kept.replicas(canary).orElse(Math.max(1, SeenDeployment.size(request.deployment()))));
  }

  @Override
  public void restoreLastGood(Canary canary, String revision) {
    var last = kept.of(canary).get(revision);
    if (last == null) {
      restoreFromTarget(canary, revision);
      return;
    }
    lastGood.restore(
        canary,
        target.find(canary).orElse(null),
        revision,
        last,
        autoscaler.minimum(canary).orElse(1));
  }

  @Override
  public void ensureBaseline(Canary canary, String revision, String rollout, int pods) {
    var last = kept.of(canary).get(revision);
    if (last == null) {
      throw lost(canary, revision);
    }
    copies.store(canary, last.configs());
    baseline.write(canary, primary.exposure(target.get(canary)), last, revision, rollout, pods);
  }

  @Override
  public void removeBaseline(Canary canary) {
    baseline.delete(canary);
  }

  @Override
  public void scaleUpCanary(Canary canary) {
    if (SeenDeployment.size(target.get(canary)) == 0) {
      int pods =
          autoscaler
              .minimum(canary)
              .or(() -> primary.find(canary).map(SeenDeployment::size))
              .orElse(1);
      target.scale(canary, Math.max(1, pods));
    }
  }

  @Override
  public void scaleCanary(Canary canary, int pods) {
    var deployment = target.get(canary);
    var minimum = autoscaler.minimum(canary);
    if (pods > 0 && minimum.isPresent()) {
      if (SeenDeployment.size(deployment) == 0) {
        target.scale(canary, Math.max(pods, minimum.get()));
      }
      return;
    }
    if (pods > 0) {
      DeclaredSize.of(deployment)
          .filter(declared -> declared != pods)
          .ifPresent(declared -> kept.declare(canary, declared));
    }
    target.scale(canary, pods);
  }

  private DeploymentSpec spec(Canary canary, TargetDeployment.Request request) {
    var revision = request.revision().id();
    var flaggerId =
        primary
            .find(canary)
            .filter(present -> revisions.of(canary, present).equals(revision))
            .flatMap(PrimaryDeployment::flaggerId)
            .orElseGet(() -> PrimaryDeployment.flaggerId(canary, revision));
    return primary.spec(request.deployment(), request.configs().keySet(), flaggerId);
  }

  private void restoreFromTarget(Canary canary, String revision) {
    if (target.find(canary).isEmpty() || !target.request(canary).revision().id().equals(revision)) {
      throw lost(canary, revision);
    }
    copyTemplate(canary, revision);
  }

  private ProblemException lost(Canary canary, String revision) {
    return new ProblemException(
        "LastGoodLost",
        "revision %s of %s is not stored any more: set the target back to it, or promote another one"
            .formatted(revision, primary.name(canary)));
  }

  /**
   * Before traffic returns to the primary: without autoscaler it gets the size that the target's
   * owner declares; with one, as many pods as both have now, for the autoscaler may have taken some
   * away while the canary had their traffic.
   */
  private void resize(Canary canary, Deployment deployment, Deployment target) {
    var now = SeenDeployment.size(deployment);
    var maximum = autoscaler.primaryMaximum(canary);
    int wanted =
        maximum.isPresent()
            ? Math.max(now, Math.min(maximum.get(), now + SeenDeployment.size(target)))
            : DeclaredSize.of(target).or(() -> kept.declared(canary)).orElse(now);
    primary.scale(canary, wanted);
  }
}
