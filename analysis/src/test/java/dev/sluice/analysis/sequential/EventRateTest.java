package dev.sluice.analysis.sequential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.sequential.Comparison.EventRate;
import dev.sluice.analysis.sequential.History.Past;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Restarts of pods: events without a total. */
final class EventRateTest {
  private final Evidence evidence =
      Evidence.of(
          Settings.defaults(List.of(EventRate.named("restarts"))),
          new History(
              Settings.INTERVAL,
              List.of(new Past.Events(Collections.nCopies(120, new History.Exposed(0, 60))))));

  private void fold(long canary, long primary) {
    evidence.fold(
        new Interval(
            evidence.end(),
            Settings.INTERVAL,
            0.1,
            List.of(new Arms.Events(canary, 30, primary, 60))));
  }

  @Test
  void rollsBackWhenPodsKeepRestarting() {
    evidence.entered(Duration.ZERO, 0.1, OptionalDouble.of(0.2));
    for (int i = 0; i < 5; i++) {
      fold(1, 0);
    }
    assertThat(evidence.decision(evidence.end())).isEqualTo(Decision.ROLLBACK);
    assertThat(evidence.verdict(evidence.end()).sentence())
        .startsWith("restarts: canary 5 in 2.5 pod minutes, primary 0 in 5 pod minutes; evidence ");
  }

  @Test
  void oneRestartDoesNotRollBack() {
    fold(1, 0);
    for (int i = 0; i < 60; i++) {
      assertThat(evidence.decision(evidence.end())).isNotEqualTo(Decision.ROLLBACK);
      fold(0, 0);
    }
  }

  @Test
  void restartsOfBothArmsAreNoRegression() {
    for (int i = 0; i < 60; i++) {
      fold(1, 2);
      assertThat(evidence.decision(evidence.end())).isNotEqualTo(Decision.ROLLBACK);
    }
  }

  @Test
  void vouchesForPodsThatStayUp() {
    evidence.entered(Duration.ZERO, 0.1, OptionalDouble.empty());
    for (int i = 0; i < 40; i++) {
      fold(0, 0);
    }
    assertThat(evidence.decision(evidence.end())).isEqualTo(Decision.PROMOTE);
  }
}
