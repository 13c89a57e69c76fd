package dev.sluice.playground.world.control;

import dev.sluice.playground.world.watch.Api;
import dev.sluice.playground.world.watch.ClusterEvents;
import dev.sluice.playground.world.watch.Key;
import dev.sluice.playground.world.watch.KeyedLoop;
import dev.sluice.playground.world.watch.Watched;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/** Rolls a Deployment's ReplicaSets from one template to the next. */
final class DeploymentController implements Controller {
  private static final int DEFAULT_HISTORY = 10;

  private final Watched<Deployment> deployments;
  private final Watched<ReplicaSet> sets;
  private final Watched<Pod> pods;
  private final Clock clock;
  private final ClusterEvents events;
  private final KeyedLoop loop;

  DeploymentController(Api api, ScheduledExecutorService timer, Clock clock, ClusterEvents events) {
    this.deployments = api.watch(Deployment.class);
    this.sets = api.watch(ReplicaSet.class);
    this.pods = api.watch(Pod.class);
    this.clock = clock;
    this.events = events;
    this.loop = new KeyedLoop("deployment", timer, this::reconcile);
    deployments.onChange(change -> loop.add(Key.of(change.latest())));
    sets.onChange(
        change -> {
          ReplicaSet set = change.latest();
          Owners.of(set, "Deployment")
              .ifPresent(
                  owner -> loop.add(new Key(set.getMetadata().getNamespace(), owner.getName())));
        });
    pods.onChange(
        change -> {
          if (change.gone()) {
            podGone(change.latest());
          }
        });
  }

  /** With {@code Recreate}, the last old pod that ends makes room for the new ones. */
  private void podGone(Pod pod) {
    String namespace = pod.getMetadata().getNamespace();
    Owners.of(pod, "ReplicaSet")
        .flatMap(owner -> sets.get(namespace, owner.getName()))
        .flatMap(set -> Owners.of(set, "Deployment"))
        .ifPresent(owner -> loop.add(new Key(namespace, owner.getName())));
  }

  private Optional<Duration> reconcile(Key key) {
    Optional<Deployment> found = deployments.get(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Deployment deployment = found.get();
    DeploymentSets all = read(deployment);
    if (!Owners.deleting(deployment)) {
      roll(deployment, all);
      // What is counted must be of the generation that is said to be observed.
      deployment = deployments.get(key).orElse(deployment);
      all = read(deployment);
    }
    DeploymentProgress progress = new DeploymentProgress(deployment, all, clock.instant());
    DeploymentStatus status = progress.status();
    deployments.patchStatus(deployment, status);
    return progress.untilDeadline(status);
  }

  private DeploymentSets read(Deployment deployment) {
    return DeploymentSets.of(
        deployment,
        Owners.claim(
            deployment,
            deployment.getSpec().getSelector(),
            sets,
            (set, owners) ->
                new ReplicaSetBuilder(set)
                    .editMetadata()
                    .withOwnerReferences(owners)
                    .endMetadata()
                    .build()));
  }

  private void roll(Deployment deployment, DeploymentSets all) {
    if (ProportionalScaling.isDue(deployment, all)) {
      ProportionalScaling.shares(deployment, all)
          .forEach((set, replicas) -> scale(deployment, set, replicas));
    } else if (!Boolean.TRUE.equals(deployment.getSpec().getPaused())) {
      if (RollingUpdate.isRecreate(deployment)) {
        recreate(deployment, all);
      } else {
        update(deployment, all);
      }
      forgetOldRevisions(deployment, all);
    }
  }

  private void recreate(Deployment deployment, DeploymentSets all) {
    all.old().forEach(set -> scale(deployment, set, 0));
    boolean oldPods = all.old().stream().anyMatch(set -> !pods.controlledBy(set).isEmpty());
    if (!oldPods) {
      grow(deployment, all, Replicas.of(deployment));
    }
  }

  private void update(Deployment deployment, DeploymentSets all) {
    RollingUpdate update = RollingUpdate.of(deployment);
    int wanted = all.wanted();
    int now = all.current().map(Replicas::of).orElse(0);
    int next = update.growNew(now, wanted);
    grow(deployment, all, next);
    if (next == now) {
      shrink(deployment, all, update);
    }
  }

  private void grow(Deployment deployment, DeploymentSets all, int replicas) {
    if (all.current().isEmpty()) {
      ReplicaSet made =
          sets.create(DeploymentSets.create(deployment, replicas, all.nextRevision()));
      events.normal(
          deployment,
          "ScalingReplicaSet",
          "Scaled up replica set %s from 0 to %d"
              .formatted(made.getMetadata().getName(), replicas));
      writeRevision(deployment, all.nextRevision());
      return;
    }
    ReplicaSet current = all.current().get();
    int revision = Math.max(DeploymentSets.revision(current), all.nextRevision());
    if (revision != DeploymentSets.revision(current)) {
      // An older template has come back: its ReplicaSet becomes the newest again.
      current =
          sets.patch(
              current,
              new ReplicaSetBuilder(current)
                  .editMetadata()
                  .addToAnnotations(DeploymentSets.REVISION, Integer.toString(revision))
                  .endMetadata()
                  .build());
    }
    writeRevision(deployment, revision);
    scale(deployment, current, replicas);
  }

  /** Takes sick pods of old revisions first, then as many healthy ones as can be missed. */
  private void shrink(Deployment deployment, DeploymentSets all, RollingUpdate update) {
    int shrinkable =
        update.shrinkable(
            all.wanted(),
            all.current().map(Replicas::of).orElse(0),
            all.current().map(Replicas::available).orElse(0));
    int healthy = update.shrinkableHealthy(all.available());
    for (ReplicaSet set : all.old()) {
      int size = Replicas.of(set);
      int sick = Math.min(shrinkable, Math.max(0, size - Replicas.available(set)));
      shrinkable -= sick;
      int well = Math.min(Math.min(shrinkable, healthy), size - sick);
      shrinkable -= well;
      healthy -= well;
      scale(deployment, set, size - sick - well);
    }
  }

  private void scale(Deployment deployment, ReplicaSet set, int replicas) {
    int before = Replicas.of(set);
    sets.patch(set, DeploymentSets.scaled(set, deployment, replicas));
    if (before != replicas) {
      events.normal(
          deployment,
          "ScalingReplicaSet",
          "Scaled %s replica set %s from %d to %d"
              .formatted(
                  before < replicas ? "up" : "down",
                  set.getMetadata().getName(),
                  before,
                  replicas));
    }
  }

  private void writeRevision(Deployment deployment, int revision) {
    deployments.patch(
        deployment,
        new DeploymentBuilder(deployment)
            .editMetadata()
            .addToAnnotations(DeploymentSets.REVISION, Integer.toString(revision))
            .endMetadata()
            .build());
  }

  private void forgetOldRevisions(Deployment deployment, DeploymentSets all) {
    int keep = Replicas.orElse(deployment.getSpec().getRevisionHistoryLimit(), DEFAULT_HISTORY);
    List<ReplicaSet> empty =
        all.old().stream()
            .filter(set -> Replicas.of(set) == 0 && Replicas.current(set) == 0)
            .sorted(Comparator.comparingInt(DeploymentSets::revision))
            .toList();
    empty.stream().limit(Math.max(0, all.old().size() - keep)).forEach(sets::delete);
  }

  @Override
  public void close() {
    loop.close();
  }
}
