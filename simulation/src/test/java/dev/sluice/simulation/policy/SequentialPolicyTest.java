package dev.sluice.simulation.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.sequential.Settings;
import dev.sluice.simulation.traffic.Counts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SequentialPolicyTest {
  private static final Counts MANY = Intervals.counts(1000, 1, Intervals.USUAL);

  @Test
  void rollsBackAFailingCanaryAfterTwoIntervals() {
    Policy policy = policy();
    Intervals intervals = new Intervals(15);
    Counts failing = Intervals.counts(100, 50, Intervals.USUAL);
    assertThat(policy.step(intervals.last(failing, MANY))).isEqualTo(Decision.STAY);
    assertThat(policy.step(intervals.last(failing, MANY))).isEqualTo(Decision.ROLL_BACK);
  }

  @Test
  void rollsBackASlowCanary() {
    Policy policy = policy();
    Intervals intervals = new Intervals(15);
    Counts slow = Intervals.counts(1000, 1, 500);
    assertThat(policy.step(intervals.last(slow, mixed()))).isEqualTo(Decision.STAY);
    assertThat(policy.step(intervals.last(slow, mixed()))).isEqualTo(Decision.ROLL_BACK);
  }

  @Test
  void promotesAGoodCanaryAtTheLastStepAfterTheSoak() {
    Policy policy = policy();
    Intervals intervals = new Intervals(15);
    List<Decision> decisions = new ArrayList<>();
    while (decisions.isEmpty() || decisions.getLast() == Decision.STAY) {
      decisions.add(policy.step(intervals.last(mixed(), mixed())));
    }
    assertThat(decisions).endsWith(Decision.PROMOTE);
    assertThat(decisions).hasSize(20);
  }

  @Test
  void advancesAGoodCanary() {
    Policy policy = policy();
    Intervals intervals = new Intervals(15);
    assertThat(policy.step(intervals.next(mixed()))).isEqualTo(Decision.STAY);
    assertThat(policy.step(intervals.next(mixed()))).isEqualTo(Decision.ADVANCE);
  }

  @Test
  void aTimedRampAdvancesByTheClockAndDecidesAsTheOther() {
    Intervals intervals = new Intervals(15);
    Policy ramp = new TimedRamp(_ -> Decision.ADVANCE, 30);
    assertThat(ramp.step(intervals.next(MANY))).isEqualTo(Decision.STAY);
    assertThat(ramp.step(intervals.next(MANY))).isEqualTo(Decision.ADVANCE);
    assertThat(ramp.step(intervals.last(MANY, MANY))).isEqualTo(Decision.STAY);
    Policy promoting = new TimedRamp(_ -> Decision.PROMOTE, 30);
    assertThat(promoting.step(new Intervals(15).next(MANY))).isEqualTo(Decision.PROMOTE);
    Policy failing = new TimedRamp(_ -> Decision.ROLL_BACK, 30);
    assertThat(failing.step(new Intervals(15).next(MANY))).isEqualTo(Decision.ROLL_BACK);
  }

  /** One in a hundred takes longer than half a second, one in ten longer than 100 ms. */
  private static Counts mixed() {
    return Counts.of(1000, 1, 1000, 1000, 900, 700, 400, 100, 40, 10, 4, 2, 0, 0, 0, 0);
  }

  private static Policy policy() {
    return new SequentialPolicy(
        Settings.defaults(SequentialPolicy.metrics(0)),
        SequentialPolicy.history(Collections.nCopies(120, mixed()), 15));
  }
}
