package dev.sluice.operator.workload;

import dev.sluice.crds.AnalysisSpec;
import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.rollout.Readiness;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A Deployment as the target. */
final class DeploymentWorkload implements Workload {
  private static final Class<Deployment> DEPLOYMENT = Deployment.class;
  private static final int DEFAULT_DEADLINE_SECONDS = 600;
  private static final int DEFAULT_THRESHOLD = 100;

  private final Cluster cluster;
  private final DeploymentReadiness readiness;
  private final TrackedConfigs configs;
  private final ConfigCopies copies;
  private final KeptRevisions kept;
  private final PrimaryDeployment primary;
  private final PrimaryAutoscaler autoscaler;
  private final PrimaryDisruptionBudget budget;

  DeploymentWorkload(Cluster cluster, WorkloadOptions options, Clock clock) {
    this.cluster = cluster;
    this.readiness = new DeploymentReadiness(clock);
    this.configs = new TrackedConfigs(cluster, options.configTracking());
    this.copies = new ConfigCopies(cluster, options);
    this.kept = new KeptRevisions(cluster);
    this.primary = new PrimaryDeployment(cluster, options);
    this.autoscaler = new PrimaryAutoscaler(cluster);
    this.budget = new PrimaryDisruptionBudget(cluster);
  }

  @Override
  public Revision revision(Canary canary) {
    return look(canary).revision();
  }

  @Override
  public boolean skipsAnalysis(Canary canary) {
    var target = look(canary);
    var annotations = target.deployment().getMetadata().getAnnotations();
    var skip = annotations == null ? null : annotations.get(Marks.SKIP_ANALYSIS);
    return skip != null
        && (skip.equals(target.revision().id())
            || target.deployment().getSpec().getTemplate().getSpec().getContainers().stream()
                .anyMatch(container -> skip.equals(tag(container.getImage()))));
  }

  @Override
  public dev.sluice.rollout.Workload canary(Canary canary) {
    var target = look(canary);
    return present(
        target.deployment(),
        target.revision().id(),
        state(canary, target.deployment(), threshold(canary, AnalysisSpec::canaryReadyThreshold)),
        "canary deployment ");
  }

  @Override
  public dev.sluice.rollout.Workload primary(Canary canary) {
    return primary
        .find(canary)
        .<dev.sluice.rollout.Workload>map(
            deployment ->
                present(
                    deployment,
                    revisionOf(canary, deployment),
                    state(
                        canary, deployment, threshold(canary, AnalysisSpec::primaryReadyThreshold)),
                    ""))
        .orElseGet(dev.sluice.rollout.Workload.Absent::new);
  }

  @Override
  public Exposure exposure(Canary canary) {
    var ports = DiscoveredPorts.of(canary);
    var target = target(canary);
    var selector = primary.exposure(target);
    ports.add(target.getSpec().getTemplate().getSpec().getContainers());
    primary
        .find(canary)
        .ifPresent(
            deployment -> ports.add(deployment.getSpec().getTemplate().getSpec().getContainers()));
    return new Exposure(selector.label(), selector.canary(), selector.primary(), ports.found());
  }

  @Override
  public void ensurePrimary(Canary canary, String revision) {
    var target = expect(canary, revision);
    primary.requireOurs(canary);
    copies.write(canary, target.configs());
    var declared = size(target.deployment());
    var size = Math.max(Math.max(1, declared), autoscaler.minimum(canary).orElse(1));
    primary.write(canary, target.deployment(), spec(canary, target), revision, size);
  }

  @Override
  public void ensureCompanions(Canary canary) {
    var target = target(canary);
    var metadata = target.getSpec().getTemplate().getMetadata();
    budget.ensure(
        canary,
        new PrimaryTemplate(primary.exposure(target), Set.of()),
        metadata == null || metadata.getLabels() == null ? Map.of() : metadata.getLabels());
    autoscaler.ensure(canary);
  }

  @Override
  public void keepLastGood(Canary canary, String revision, @Nullable String previous) {
    var all = kept.of(canary);
    if (all.containsKey(revision)) {
      return;
    }
    var deployment =
        primary
            .find(canary)
            .filter(found -> revisionOf(canary, found).equals(revision))
            .orElseThrow(
                () ->
                    new ProblemException(
                        "PrimaryChanged",
                        "Deployment %s.%s is not at revision %s, which was to be kept"
                            .formatted(
                                primary.name(canary),
                                canary.getMetadata().getNamespace(),
                                revision)));
    var read = copies.read(canary, deployment.getSpec().getTemplate());
    copies.store(canary, read);
    SortedMap<String, KeptRevisions.Kept> retained = new TreeMap<>();
    retained.put(
        revision,
        new KeptRevisions.Kept(
            Fingerprint.tree(PrimaryDeployment.withoutSize(deployment.getSpec())), read));
    if (previous != null && all.containsKey(previous)) {
      retained.put(previous, all.get(previous));
    }
    kept.write(canary, retained, size(deployment));
    copies.prune(canary, retained.values().stream().map(KeptRevisions.Kept::configs).toList());
  }

  @Override
  public void copyTemplate(Canary canary, String revision) {
    var target = expect(canary, revision);
    primary.requireOurs(canary);
    copies.write(canary, target.configs());
    primary.find(canary).ifPresent(deployment -> resize(canary, deployment, target.deployment()));
    primary.write(
        canary,
        target.deployment(),
        spec(canary, target),
        revision,
        kept.replicas(canary).orElse(Math.max(1, size(target.deployment()))));
  }

  @Override
  public void restoreLastGood(Canary canary, String revision) {
    var last = kept.of(canary).get(revision);
    if (last == null) {
      restoreFromTarget(canary, revision);
      return;
    }
    primary.requireOurs(canary);
    copies.restore(canary, last.configs());
    primary.write(
        canary,
        findTarget(canary).orElse(null),
        last.spec(DeploymentSpec.class),
        revision,
        Math.max(kept.replicas(canary).orElse(1), autoscaler.minimum(canary).orElse(1)));
  }

  @Override
  public void scaleUpCanary(Canary canary) {
    var target = target(canary);
    if (size(target) == 0) {
      int pods =
          autoscaler
              .minimum(canary)
              .or(() -> primary.find(canary).map(DeploymentWorkload::size))
              .orElse(1);
      scale(canary, Math.max(1, pods));
    }
  }

  @Override
  public void scaleCanary(Canary canary, int pods) {
    var target = target(canary);
    var minimum = autoscaler.minimum(canary);
    if (pods > 0 && minimum.isPresent()) {
      if (size(target) == 0) {
        scale(canary, Math.max(pods, minimum.get()));
      }
      return;
    }
    if (pods > 0) {
      DeclaredSize.of(target)
          .filter(declared -> declared != pods)
          .ifPresent(declared -> kept.declare(canary, declared));
    }
    scale(canary, pods);
  }

  @Override
  public void revert(Canary canary) {
    if (findTarget(canary).isPresent()) {
      scale(canary, Math.max(1, primary.find(canary).map(DeploymentWorkload::size).orElse(1)));
    }
  }

  /** The target, with what it asks to run. */
  private record Look(
      Deployment deployment, SortedMap<ConfigRef, Config> configs, Revision revision) {}

  private Look look(Canary canary) {
    var deployment = target(canary);
    var name = deployment.getMetadata().getName();
    var template = deployment.getSpec().getTemplate();
    var tracked = configs.of(canary.getMetadata().getNamespace(), "Deployment " + name, template);
    var fingerprints = TrackedConfigs.fingerprints(tracked);
    return new Look(
        deployment,
        tracked,
        new Revision(Fingerprint.revision(template, fingerprints), fingerprints));
  }

  private Look expect(Canary canary, String revision) {
    var target = look(canary);
    if (!target.revision().id().equals(revision)) {
      throw ProblemException.retriable(
          "TargetChanged",
          "Deployment %s.%s has moved on from revision %s to %s"
              .formatted(
                  target.deployment().getMetadata().getName(),
                  canary.getMetadata().getNamespace(),
                  revision,
                  target.revision().id()),
          null);
    }
    return target;
  }

  private DeploymentSpec spec(Canary canary, Look target) {
    var revision = target.revision().id();
    var flaggerId =
        primary
            .find(canary)
            .filter(present -> revisionOf(canary, present).equals(revision))
            .flatMap(PrimaryDeployment::flaggerId)
            .orElseGet(() -> PrimaryDeployment.flaggerId(canary, revision));
    return primary.spec(target.deployment(), target.configs().keySet(), flaggerId);
  }

  private Deployment target(Canary canary) {
    return findTarget(canary)
        .orElseThrow(
            () ->
                new ProblemException(
                    "TargetMissing",
                    "Deployment %s.%s is not there: create it, or correct targetRef"
                        .formatted(
                            canary.getSpec().targetRef().name(),
                            canary.getMetadata().getNamespace())));
  }

  private Optional<Deployment> findTarget(Canary canary) {
    return cluster.get(
        DEPLOYMENT, canary.getMetadata().getNamespace(), canary.getSpec().targetRef().name());
  }

  /** See {@link Workload#primary}. */
  private String revisionOf(Canary canary, Deployment deployment) {
    var template = deployment.getSpec().getTemplate();
    var hash = Fingerprint.template(template);
    var marked = PrimaryDeployment.annotation(deployment, Marks.REVISION);
    if (marked.isPresent()) {
      return PrimaryDeployment.annotation(deployment, Marks.TEMPLATE_HASH).equals(Optional.of(hash))
          ? marked.get()
          : EDITED;
    }
    return kept.of(canary).entrySet().stream()
        .filter(
            entry ->
                Fingerprint.template(entry.getValue().spec(DeploymentSpec.class).getTemplate())
                    .equals(hash))
        .map(Map.Entry::getKey)
        .findFirst()
        .or(() -> targetIfSame(canary, deployment))
        .orElse(hash);
  }

  /** The target's revision, if Flagger's primary runs just that. */
  private Optional<String> targetIfSame(Canary canary, Deployment deployment) {
    if (findTarget(canary).isEmpty()) {
      return Optional.empty();
    }
    var target = look(canary);
    var wanted =
        primary
            .spec(
                target.deployment(),
                target.configs().keySet(),
                PrimaryDeployment.flaggerId(deployment).orElse(""))
            .getTemplate();
    return Fingerprint.template(wanted)
                .equals(Fingerprint.template(deployment.getSpec().getTemplate()))
            && copies.areAs(canary, target.configs())
        ? Optional.of(target.revision().id())
        : Optional.empty();
  }

  private void restoreFromTarget(Canary canary, String revision) {
    if (findTarget(canary).isEmpty() || !look(canary).revision().id().equals(revision)) {
      throw new ProblemException(
          "LastGoodLost",
          "revision %s of %s is not stored any more: set the target back to it, or promote another one"
              .formatted(revision, primary.name(canary)));
    }
    copyTemplate(canary, revision);
  }

  /**
   * Before traffic returns to the primary: without autoscaler it gets the size that the target's
   * owner declares; with one, as many pods as both have now, for the autoscaler may have taken some
   * away while the canary had their traffic.
   */
  private void resize(Canary canary, Deployment deployment, Deployment target) {
    var now = size(deployment);
    var maximum = autoscaler.primaryMaximum(canary);
    int wanted =
        maximum.isPresent()
            ? Math.max(now, Math.min(maximum.get(), now + size(target)))
            : DeclaredSize.of(target).or(() -> kept.declared(canary)).orElse(now);
    primary.scale(canary, wanted);
  }

  private void scale(Canary canary, int pods) {
    cluster.scale(
        DEPLOYMENT, canary.getMetadata().getNamespace(), canary.getSpec().targetRef().name(), pods);
  }

  private Readiness state(Canary canary, Deployment deployment, int threshold) {
    var seconds = canary.getSpec().progressDeadlineSeconds();
    return readiness.of(
        deployment,
        threshold,
        Duration.ofSeconds(seconds == null ? DEFAULT_DEADLINE_SECONDS : seconds));
  }

  private static int threshold(Canary canary, Function<AnalysisSpec, @Nullable Integer> field) {
    var value =
        canary.getSpec().analysis() == null ? null : field.apply(canary.getSpec().analysis());
    return value == null ? DEFAULT_THRESHOLD : value;
  }

  private static dev.sluice.rollout.Workload present(
      Deployment deployment, String revision, Readiness state, String prefix) {
    var name = deployment.getMetadata().getName();
    var subject = name + "." + deployment.getMetadata().getNamespace();
    var size = size(deployment);
    var told =
        switch (state) {
          case Readiness.Ready() when size == 0 ->
              new Readiness.NotReady(
                  "%s%s not ready: it is scaled to zero".formatted(prefix, subject), true);
          case Readiness.Ready() -> state;
          case Readiness.NotReady(var text, var retriable) ->
              new Readiness.NotReady(
                  "%s%s not ready: %s".formatted(prefix, subject, text), retriable);
        };
    var status = deployment.getStatus();
    var available =
        status == null || status.getAvailableReplicas() == null ? 0 : status.getAvailableReplicas();
    return new dev.sluice.rollout.Workload.Present(revision, size, available, told);
  }

  private static int size(Deployment deployment) {
    var replicas = deployment.getSpec().getReplicas();
    return replicas == null ? 1 : replicas;
  }

  /** The tag of an image, or the empty string. */
  private static String tag(String image) {
    var name = image.split("@", 2)[0];
    var colon = name.lastIndexOf(':');
    return colon > name.lastIndexOf('/') ? name.substring(colon + 1) : "";
  }
}
