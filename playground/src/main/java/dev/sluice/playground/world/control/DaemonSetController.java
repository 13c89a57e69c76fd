package dev.sluice.playground.world.control;

import dev.sluice.playground.world.watch.Api;
import dev.sluice.playground.world.watch.Key;
import dev.sluice.playground.world.watch.KeyedLoop;
import dev.sluice.playground.world.watch.Selection;
import dev.sluice.playground.world.watch.Watched;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatusBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/** Keeps one pod of each DaemonSet on the node, if the node has the labels that it asks for. */
final class DaemonSetController implements Controller {
  private static final String HASH_LABEL = "controller-revision-hash";

  private final Watched<DaemonSet> sets;
  private final Watched<Pod> pods;
  private final Watched<Node> nodes;
  private final Clock clock;
  private final KeyedLoop loop;

  DaemonSetController(Api api, ScheduledExecutorService timer, Clock clock) {
    this.sets = api.watch(DaemonSet.class);
    this.pods = api.watch(Pod.class);
    this.nodes = api.watch(Node.class);
    this.clock = clock;
    this.loop = new KeyedLoop("daemonset", timer, this::reconcile);
    sets.onChange(change -> loop.add(Key.of(change.latest())));
    nodes.onChange(change -> sets.all().forEach(set -> loop.add(Key.of(set))));
    pods.onChange(
        change -> {
          Pod pod = change.latest();
          Owners.of(pod, "DaemonSet")
              .ifPresent(
                  owner -> loop.add(new Key(pod.getMetadata().getNamespace(), owner.getName())));
        });
  }

  private Optional<Duration> reconcile(Key key) {
    Optional<DaemonSet> found = sets.get(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    DaemonSet set = found.get();
    int minReady = Replicas.orElse(set.getSpec().getMinReadySeconds(), 0);
    Instant now = clock.instant();
    if (!Owners.deleting(set)) {
      arrange(set, minReady, now);
    }
    List<PodState> placed = placed(set);
    sets.patchStatus(set, status(set, placed, minReady, now));
    return placed.stream()
        .flatMap(state -> state.untilAvailable(minReady, now).stream())
        .min(Comparator.naturalOrder());
  }

  private void arrange(DaemonSet set, int minReady, Instant now) {
    List<PodState> all = pods.controlledBy(set).stream().map(PodState::new).toList();
    all.stream()
        .filter(PodState::finished)
        .filter(s -> !Owners.deleting(s.pod()))
        .forEach(this::end);
    List<PodState> active = all.stream().filter(PodState::active).toList();
    if (!isWanted(set)) {
      active.forEach(this::end);
      return;
    }
    String hash = PodTemplates.hash(set.getSpec().getTemplate());
    List<PodState> current = active.stream().filter(state -> hasHash(state, hash)).toList();
    List<PodState> old = active.stream().filter(state -> !hasHash(state, hash)).toList();
    boolean leaving = all.stream().anyMatch(state -> Owners.deleting(state.pod()));
    current.stream().skip(1).forEach(this::end);
    if (surges(set)) {
      if (current.isEmpty()) {
        pods.create(newPod(set, hash));
      } else if (current.getFirst().available(minReady, now)) {
        old.forEach(this::end);
      }
    } else if (isOnDelete(set)) {
      old.stream().skip(1).forEach(this::end);
      if (active.isEmpty() && !leaving) {
        pods.create(newPod(set, hash));
      }
    } else {
      old.forEach(this::end);
      if (current.isEmpty() && old.isEmpty() && !leaving) {
        pods.create(newPod(set, hash));
      }
    }
  }

  private void end(PodState state) {
    pods.delete(state.pod());
  }

  private boolean isWanted(DaemonSet set) {
    Map<String, String> selector = set.getSpec().getTemplate().getSpec().getNodeSelector();
    return nodes
        .get("", NodeController.NAME)
        .filter(node -> Selection.matches(selector, node.getMetadata().getLabels()))
        .isPresent();
  }

  private static boolean isOnDelete(DaemonSet set) {
    return set.getSpec().getUpdateStrategy() != null
        && "OnDelete".equals(set.getSpec().getUpdateStrategy().getType());
  }

  private static boolean surges(DaemonSet set) {
    if (isOnDelete(set)
        || set.getSpec().getUpdateStrategy() == null
        || set.getSpec().getUpdateStrategy().getRollingUpdate() == null) {
      return false;
    }
    IntOrString surge = set.getSpec().getUpdateStrategy().getRollingUpdate().getMaxSurge();
    return surge != null && RollingUpdate.resolve(surge, 1, true) > 0;
  }

  private static boolean hasHash(PodState state, String hash) {
    Map<String, String> labels = state.pod().getMetadata().getLabels();
    return labels != null && hash.equals(labels.get(HASH_LABEL));
  }

  private List<PodState> placed(DaemonSet set) {
    return pods.controlledBy(set).stream()
        .map(PodState::new)
        .filter(PodState::active)
        .filter(PodState::scheduled)
        .toList();
  }

  private DaemonSetStatus status(DaemonSet set, List<PodState> placed, int minReady, Instant now) {
    String hash = PodTemplates.hash(set.getSpec().getTemplate());
    int desired = isWanted(set) ? 1 : 0;
    int available =
        Math.min(desired, (int) placed.stream().filter(s -> s.available(minReady, now)).count());
    return new DaemonSetStatusBuilder(
            set.getStatus() == null ? new DaemonSetStatus() : set.getStatus())
        .withObservedGeneration(set.getMetadata().getGeneration())
        .withDesiredNumberScheduled(desired)
        .withCurrentNumberScheduled(Math.min(desired, placed.size()))
        .withNumberMisscheduled(desired == 0 ? Math.min(1, placed.size()) : 0)
        .withNumberReady(Math.min(desired, (int) placed.stream().filter(PodState::ready).count()))
        .withUpdatedNumberScheduled(
            Math.min(desired, (int) placed.stream().filter(s -> hasHash(s, hash)).count()))
        .withNumberAvailable(available)
        .withNumberUnavailable(desired - available)
        .build();
  }

  private static Pod newPod(DaemonSet set, String hash) {
    return new PodBuilder()
        .withNewMetadataLike(set.getSpec().getTemplate().getMetadata())
        .withGenerateName(set.getMetadata().getName() + "-")
        .withNamespace(set.getMetadata().getNamespace())
        .addToLabels(HASH_LABEL, hash)
        .withOwnerReferences(Owners.controller(set))
        .endMetadata()
        .withSpec(set.getSpec().getTemplate().getSpec())
        .build();
  }

  @Override
  public void close() {
    loop.close();
  }
}
