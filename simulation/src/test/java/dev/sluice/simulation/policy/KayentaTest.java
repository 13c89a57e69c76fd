package dev.sluice.simulation.policy;

import static dev.sluice.simulation.policy.Decision.PROMOTE;
import static dev.sluice.simulation.policy.Decision.ROLL_BACK;
import static dev.sluice.simulation.policy.Decision.STAY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulation.policy.Kayenta.Setting;
import dev.sluice.simulation.traffic.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class KayentaTest {
  private static final Setting SHORT = new Setting(600, 300, 15, 1);

  @Test
  void promotesAtTheEndAndNotBefore() {
    List<Decision> decisions = run(SHORT, i -> usual(i), i -> usual(i + 1));
    assertThat(decisions).hasSize(40).endsWith(PROMOTE);
    assertThat(decisions.subList(0, 39)).containsOnly(STAY);
  }

  @Test
  void failsAtTheFirstJudgementAfterOneOfTwoGroupsIsHigh() {
    List<Decision> decisions =
        run(SHORT, i -> Intervals.counts(1000, 50 + i % 5, 100), this::usual);
    assertThat(decisions).hasSize(20).endsWith(ROLL_BACK);
  }

  @Test
  void failsWithoutData() {
    List<Decision> decisions = run(SHORT, i -> Intervals.counts(0, 0, 100), this::usual);
    assertThat(decisions).hasSize(20).endsWith(ROLL_BACK);
  }

  @Test
  void looksAtValuesOfAMinuteIfToldTo() {
    Setting minutes = new Setting(600, 300, 60, 1);
    // Errors that vanish in the mean of a minute are not seen.
    List<Decision> decisions =
        run(
            minutes,
            i -> Intervals.counts(1000, i % 4 == 0 ? 40 : 0, 100),
            i -> Intervals.counts(1000, 10, 100));
    assertThat(decisions).hasSize(40).endsWith(PROMOTE);
  }

  private Counts usual(int i) {
    return Intervals.counts(1000, 8 + i % 5, Intervals.USUAL);
  }

  /** Until something is decided, for an hour at most. */
  private static List<Decision> run(
      Setting setting, IntFunction<Counts> canary, IntFunction<Counts> baseline) {
    Kayenta kayenta = new Kayenta(setting);
    Intervals intervals = new Intervals(15);
    List<Decision> decisions = new ArrayList<>();
    while (decisions.size() < 240 && (decisions.isEmpty() || decisions.getLast() == STAY)) {
      int i = decisions.size();
      decisions.add(kayenta.step(intervals.last(canary.apply(i), baseline.apply(i))));
    }
    return decisions;
  }
}
