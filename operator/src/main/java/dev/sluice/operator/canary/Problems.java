package dev.sluice.operator.canary;

import dev.sluice.crds.CanaryStatus;
import dev.sluice.rollout.Condition;
import dev.sluice.rollout.Problem;
import dev.sluice.rollout.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is told of a spec that cannot be read, since no plan can be made and nothing be decided. */
final class Problems {
  private Problems() {}

  /** The state, as it was but for the problem. */
  static State of(State state, Problem problem) {
    return new State(
        state.stage(),
        state.since(),
        state.revisions(),
        state.rollout(),
        state.progress(),
        state.ledger(),
        state.failure(),
        state.grounds(),
        state.skipped(),
        state.paused(),
        state.suspended(),
        state.handled(),
        problem,
        state.trackedConfigs());
  }

  /** As kstatus reads them; {@code Promoted} stays. */
  static List<Condition> conditions(@Nullable CanaryStatus old, Problem problem) {
    List<Condition> conditions = new ArrayList<>();
    if (old != null) {
      old.conditions().stream()
          .filter(condition -> condition.type().equals("Promoted"))
          .map(
              condition ->
                  new Condition(
                      condition.type(),
                      status(condition.status()),
                      Objects.requireNonNullElse(condition.reason(), ""),
                      Objects.requireNonNullElse(condition.message(), "")))
          .forEach(conditions::add);
    }
    conditions.add(
        new Condition("Ready", Condition.Status.FALSE, problem.reason(), problem.message()));
    conditions.add(
        new Condition("Stalled", Condition.Status.TRUE, problem.reason(), problem.message()));
    return conditions;
  }

  private static Condition.Status status(String text) {
    return Arrays.stream(Condition.Status.values())
        .filter(status -> status.text().equals(text))
        .findAny()
        .orElse(Condition.Status.UNKNOWN);
  }
}
