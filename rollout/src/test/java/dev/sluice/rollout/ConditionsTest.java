package dev.sluice.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Tag;
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
    var conditions =
        Conditions.of(Plans.weighted().plan(), State.NEW.withStage(stage, Instant.EPOCH));

    assertThat(conditions).contains(new Condition("Promoted", status, reason, message));
  }
}
