package dev.sluice.playground.world.control;

import dev.sluice.playground.world.watch.Api;
import dev.sluice.playground.world.watch.Key;
import dev.sluice.playground.world.watch.KeyedLoop;
import dev.sluice.playground.world.watch.Watched;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatusBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/** Keeps as many pods as a ReplicaSet asks for. */
final class ReplicaSetController implements Controller {
  /** Those that are missed least go first. */
  private static final Comparator<PodState> FIRST_TO_GO =
      Comparator.comparing(PodState::scheduled)
          .thenComparing(PodState::running)
          .thenComparing(PodState::ready)
          .thenComparing(
              state -> state.pod().getMetadata().getCreationTimestamp(), Comparator.reverseOrder());

  private final Watched<ReplicaSet> sets;
  private final Watched<Pod> pods;
  private final Clock clock;
  private final KeyedLoop loop;

  ReplicaSetController(Api api, ScheduledExecutorService timer, Clock clock) {
    this.sets = api.watch(ReplicaSet.class);
    this.pods = api.watch(Pod.class);
    this.clock = clock;
    this.loop = new KeyedLoop("replicaset", timer, this::reconcile);
    sets.onChange(change -> loop.add(Key.of(change.latest())));
    pods.onChange(
        change -> {
          Pod pod = change.latest();
          Owners.of(pod, "ReplicaSet")
              .ifPresent(
                  owner -> loop.add(new Key(pod.getMetadata().getNamespace(), owner.getName())));
        });
  }

  private Optional<Duration> reconcile(Key key) {
    Optional<ReplicaSet> found = sets.get(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    ReplicaSet set = found.get();
    List<PodState> active = active(set);
    if (!Owners.deleting(set)) {
      int missing = Replicas.of(set) - active.size();
      for (int i = 0; i < missing; i++) {
        pods.create(newPod(set));
      }
      active.stream()
          .sorted(FIRST_TO_GO)
          .limit(Math.max(0, -missing))
          .forEach(state -> pods.delete(state.pod()));
      if (missing != 0) {
        active = active(set);
      }
    }
    Instant now = clock.instant();
    sets.patchStatus(set, status(set, active, now));
    int minReady = Replicas.orElse(set.getSpec().getMinReadySeconds(), 0);
    return active.stream()
        .flatMap(state -> state.untilAvailable(minReady, now).stream())
        .min(Comparator.naturalOrder());
  }

  private List<PodState> active(ReplicaSet set) {
    return Owners.claim(
            set,
            set.getSpec().getSelector(),
            pods,
            (pod, owners) ->
                new PodBuilder(pod)
                    .editMetadata()
                    .withOwnerReferences(owners)
                    .endMetadata()
                    .build())
        .stream()
        .map(PodState::new)
        .filter(PodState::active)
        .toList();
  }

  private static Pod newPod(ReplicaSet set) {
    return new PodBuilder()
        .withNewMetadataLike(set.getSpec().getTemplate().getMetadata())
        .withGenerateName(set.getMetadata().getName() + "-")
        .withNamespace(set.getMetadata().getNamespace())
        .withOwnerReferences(Owners.controller(set))
        .endMetadata()
        .withSpec(set.getSpec().getTemplate().getSpec())
        .build();
  }

  private static ReplicaSetStatus status(ReplicaSet set, List<PodState> active, Instant now) {
    int minReady = Replicas.orElse(set.getSpec().getMinReadySeconds(), 0);
    return new ReplicaSetStatusBuilder(
            set.getStatus() == null ? new ReplicaSetStatus() : set.getStatus())
        .withObservedGeneration(set.getMetadata().getGeneration())
        .withReplicas(active.size())
        .withFullyLabeledReplicas(active.size())
        .withReadyReplicas((int) active.stream().filter(PodState::ready).count())
        .withAvailableReplicas(
            (int) active.stream().filter(state -> state.available(minReady, now)).count())
        .build();
  }

  @Override
  public void close() {
    loop.close();
  }
}
