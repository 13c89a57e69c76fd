package dev.sluice.operator.canary;

import dev.sluice.analysis.CheckResult;
import dev.sluice.rollout.Condition;
import dev.sluice.rollout.Stage;
import dev.sluice.rollout.State;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the last round had against the canary, as a part of the condition that says what goes on.
 */
final class Doubts {
  private static final Set<Stage> JUDGED =
      EnumSet.of(Stage.ANALYSING, Stage.HOLDING, Stage.WAITING_PROMOTION);

  private Doubts() {}

  /**
   * The conditions, with the words of the checks that did not pass.
   *
   * @param round the last round's results, empty if there was none
   */
  static List<Condition> told(List<Condition> conditions, State state, List<CheckResult> round) {
    String words =
        round.stream()
            .filter(CheckResult::halts)
            .map(CheckResult::message)
            .filter(message -> message != null && !message.isEmpty())
            .collect(Collectors.joining("; "));
    if (words.isEmpty() || !JUDGED.contains(state.stage())) {
      return conditions;
    }
    return conditions.stream()
        .map(
            condition ->
                condition.type().equals("Reconciling")
                    ? new Condition(
                        condition.type(),
                        condition.status(),
                        condition.reason(),
                        condition.message() + " " + words)
                    : condition)
        .toList();
  }
}
