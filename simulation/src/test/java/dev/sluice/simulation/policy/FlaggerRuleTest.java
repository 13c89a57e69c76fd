package dev.sluice.simulation.policy;

import static dev.sluice.simulation.policy.Decision.ADVANCE;
import static dev.sluice.simulation.policy.Decision.PROMOTE;
import static dev.sluice.simulation.policy.Decision.ROLL_BACK;
import static dev.sluice.simulation.policy.Decision.STAY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulation.policy.FlaggerRule.Bounds;
import dev.sluice.simulation.traffic.Counts;
import org.junit.jupiter.api.Test;

class FlaggerRuleTest {
  private static final Counts GOOD = Intervals.counts(1000, 10, Intervals.USUAL);
  private static final Counts FAILING = Intervals.counts(1000, 11, Intervals.USUAL);

  private final Intervals minutes = new Intervals(60);
  private final FlaggerRule rule = new FlaggerRule(Bounds.DEFAULT, 2);

  @Test
  void advancesOnACheckThatPassesAndPromotesAtTheLastStep() {
    assertThat(rule.step(minutes.next(GOOD))).isEqualTo(ADVANCE);
    assertThat(rule.step(minutes.last(GOOD, GOOD))).isEqualTo(PROMOTE);
  }

  @Test
  void rollsBackATickAfterTheLastFailureThatIsAllowed() {
    assertThat(rule.step(minutes.next(FAILING))).isEqualTo(STAY);
    assertThat(rule.step(minutes.next(FAILING))).isEqualTo(STAY);
    assertThat(rule.step(minutes.next(GOOD))).isEqualTo(ROLL_BACK);
  }

  @Test
  void neverForgetsAFailure() {
    assertThat(rule.step(minutes.next(FAILING))).isEqualTo(STAY);
    assertThat(rule.step(minutes.next(GOOD))).isEqualTo(ADVANCE);
    assertThat(rule.step(minutes.next(FAILING))).isEqualTo(STAY);
    assertThat(rule.step(minutes.next(GOOD))).isEqualTo(ROLL_BACK);
  }

  @Test
  void countsSlowAndMissingValuesAsFailures() {
    assertThat(rule.step(minutes.next(Intervals.counts(1000, 0, 500)))).isEqualTo(STAY);
    assertThat(rule.step(minutes.next(Intervals.counts(0, 0, 100)))).isEqualTo(STAY);
    assertThat(rule.step(minutes.next(GOOD))).isEqualTo(ROLL_BACK);
  }

  @Test
  void looksOnceAMinuteAtWhatTheMinuteBrought() {
    Intervals quarters = new Intervals(15);
    Counts half = Intervals.counts(500, 0, Intervals.USUAL);
    assertThat(rule.step(quarters.next(FAILING))).isEqualTo(STAY);
    assertThat(rule.step(quarters.next(half))).isEqualTo(STAY);
    assertThat(rule.step(quarters.next(half))).isEqualTo(STAY);
    assertThat(rule.step(quarters.next(half))).isEqualTo(ADVANCE);
  }

  @Test
  void canBeTunedToAService() {
    Bounds bounds = Bounds.tuned(0.01);
    assertThat(bounds.successRate()).isEqualTo(98.4);
    assertThat(bounds.milliseconds()).isEqualTo(515);
  }
}
