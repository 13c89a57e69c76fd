package dev.sluice.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract's condition, word by word. */
@Tag("A2")
class ConditionsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          INITIALIZING      | Initializing     | UNKNOWN | New Deployment detected, starting initialization.
          INITIALIZED       | Initialized      | TRUE    | Deployment initialization completed.
          WAITING           | Waiting          | UNKNOWN | Waiting for approval.
          STARTING          | Progressing      | UNKNOWN | New revision detected, progressing canary analysis.
          ANALYSING         | Progressing      | UNKNOWN | New revision detected, progressing canary analysis.
          WAITING_PROMOTION | WaitingPromotion | UNKNOWN | Waiting for approval.
          PROMOTING         | Promoting        | UNKNOWN | Canary analysis completed, starting primary rolling update.
          FINALISING        | Finalising       | UNKNOWN | Canary analysis completed, routing all traffic to primary.
          SUCCEEDED         | Succeeded        | TRUE    | Canary analysis completed successfully, promotion finished.
          FAILED            | Failed           | FALSE   | Canary analysis failed, Deployment scaled to zero.
          """)
  void saysPromotedInTheWordsOfTheContract(
      Stage stage, String reason, Condition.Status status, String message) {
    assertThat(conditions(State.NEW, stage))
        .contains(new Condition("Promoted", status, reason, message));
  }

  @Test
  void saysThatNothingWasPromotedWhenTheTargetIsBackAtThePromotedRevision() {
    assertThat(conditions(State.NEW.withEntry(Withdrawing.RETURNED), Stage.SUCCEEDED))
        .contains(
            new Condition(
                "Promoted",
                Condition.Status.TRUE,
                "Succeeded",
                "The rollout did not end in a promotion; the target is back at the promoted revision."));
  }

  @Test
  void saysThatAPromotionSkippedTheAnalysis() {
    assertThat(conditions(State.NEW.withSkipped(), Stage.SUCCEEDED))
        .contains(
            new Condition(
                "Promoted",
                Condition.Status.TRUE,
                "Succeeded",
                "Canary analysis was skipped, promotion finished."));
  }

  @Test
  void saysHowARolloutGoesOnThatAPersonPaused() {
    var doing =
        "Paused by a person; the annotation sluice.dev/request with the action resume goes on.";
    assertThat(conditions(State.NEW.withPaused(true), Stage.ANALYSING))
        .contains(
            new Condition("Ready", Condition.Status.UNKNOWN, "Paused", doing),
            new Condition("Reconciling", Condition.Status.TRUE, "Paused", doing));
    assertThat(conditions(State.NEW.withPaused(true), Stage.ROLLING_BACK))
        .contains(
            new Condition(
                "Reconciling",
                Condition.Status.TRUE,
                "Progressing",
                "Taking all traffic back to the primary."));
  }

  private static List<Condition> conditions(State state, Stage stage) {
    return Conditions.of(Plans.weighted().plan(), state.withStage(stage, Instant.EPOCH));
  }
}
