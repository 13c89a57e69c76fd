package dev.sluice.playground.world.control;

import dev.sluice.playground.world.watch.Api;
import dev.sluice.playground.world.watch.Key;
import dev.sluice.playground.world.watch.KeyedLoop;
import dev.sluice.playground.world.watch.Selection;
import dev.sluice.playground.world.watch.Watched;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatusBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/** Says in each PodDisruptionBudget how many of its pods may be taken away. */
final class DisruptionController implements Controller {
  private static final String ALLOWED = "DisruptionAllowed";

  private final Watched<PodDisruptionBudget> budgets;
  private final Watched<Pod> pods;
  private final Watched<ReplicaSet> sets;
  private final Clock clock;
  private final KeyedLoop loop;

  DisruptionController(Api api, ScheduledExecutorService timer, Clock clock) {
    this.budgets = api.watch(PodDisruptionBudget.class);
    this.pods = api.watch(Pod.class);
    this.sets = api.watch(ReplicaSet.class);
    this.clock = clock;
    this.loop = new KeyedLoop("disruption", timer, this::reconcile);
    budgets.onChange(change -> loop.add(Key.of(change.latest())));
    pods.onChange(
        change -> {
          for (PodDisruptionBudget budget :
              budgets.in(change.latest().getMetadata().getNamespace())) {
            if (selects(budget, change.latest())) {
              loop.add(Key.of(budget));
            }
          }
        });
  }

  private static boolean selects(PodDisruptionBudget budget, Pod pod) {
    return Selection.matches(budget.getSpec().getSelector(), pod.getMetadata().getLabels());
  }

  private Optional<Duration> reconcile(Key key) {
    budgets
        .get(key)
        .filter(budget -> !Owners.deleting(budget))
        .ifPresent(budget -> budgets.patchStatus(budget, status(budget)));
    return Optional.empty();
  }

  private PodDisruptionBudgetStatus status(PodDisruptionBudget budget) {
    List<PodState> states =
        pods.in(budget.getMetadata().getNamespace()).stream()
            .filter(pod -> selects(budget, pod))
            .map(PodState::new)
            .filter(PodState::active)
            .toList();
    int healthy = (int) states.stream().filter(PodState::ready).count();
    int scale = scale(states);
    IntOrString maxUnavailable = budget.getSpec().getMaxUnavailable();
    IntOrString minAvailable =
        Objects.requireNonNullElse(budget.getSpec().getMinAvailable(), new IntOrString(1));
    boolean counted = maxUnavailable == null && minAvailable.getStrVal() == null;
    int expected = counted ? states.size() : scale;
    int desired =
        maxUnavailable == null
            ? RollingUpdate.resolve(minAvailable, expected, true)
            : Math.max(0, expected - RollingUpdate.resolve(maxUnavailable, expected, true));
    int allowed = expected > 0 ? Math.max(0, healthy - desired) : 0;
    return new PodDisruptionBudgetStatusBuilder(
            budget.getStatus() == null ? new PodDisruptionBudgetStatus() : budget.getStatus())
        .withObservedGeneration(budget.getMetadata().getGeneration())
        .withCurrentHealthy(healthy)
        .withDesiredHealthy(desired)
        .withExpectedPods(expected)
        .withDisruptionsAllowed(allowed)
        .withConditions(condition(budget, allowed > 0))
        .build();
  }

  /** What the controllers of these pods ask for; a pod without one counts for itself. */
  private int scale(List<PodState> states) {
    int controlled =
        states.stream()
            .flatMap(state -> set(state.pod()).stream())
            .distinct()
            .mapToInt(Replicas::of)
            .sum();
    int alone = (int) states.stream().filter(state -> set(state.pod()).isEmpty()).count();
    return controlled + alone;
  }

  private Optional<ReplicaSet> set(Pod pod) {
    return Owners.of(pod, "ReplicaSet")
        .flatMap(owner -> sets.get(pod.getMetadata().getNamespace(), owner.getName()));
  }

  private Condition condition(PodDisruptionBudget budget, boolean allowed) {
    String status = allowed ? "True" : "False";
    List<Condition> before =
        budget.getStatus() == null ? List.of() : budget.getStatus().getConditions();
    String since =
        before.stream()
            .filter(c -> ALLOWED.equals(c.getType()) && status.equals(c.getStatus()))
            .map(Condition::getLastTransitionTime)
            .findFirst()
            .orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    return new ConditionBuilder()
        .withType(ALLOWED)
        .withStatus(status)
        .withReason(allowed ? "SufficientPods" : "InsufficientPods")
        .withMessage("")
        .withObservedGeneration(budget.getMetadata().getGeneration())
        .withLastTransitionTime(since)
        .build();
  }

  @Override
  public void close() {
    loop.close();
  }
}
