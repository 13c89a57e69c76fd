package dev.sluice.simulation.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MannWhitneyTest {
  @Test
  void theStatisticIsCorrectedForTiesAndContinuity() {
    MannWhitney test = new MannWhitney(new double[] {3, 1, 2}, new double[] {4, 2});
    // Ranks of x are 1, 2.5 and 4, which is 1.5 below 9; half of one is for continuity; one pair of
    // ties takes 6/20 of the variance's last factor, 6.
    assertThat(test.statistic(0)).isCloseTo(-1 / Math.sqrt(0.5 * 5.7), within(1e-12));
  }

  @Test
  void agreesWithWhatKayentaAndRSayOfSeparateSamples() {
    MannWhitney test = new MannWhitney(new double[] {10, 20, 30, 40}, new double[] {1, 2, 3, 4});
    assertThat(test.lower(0.95)).isCloseTo(6, within(1e-6));
    assertThat(test.upper(0.95)).isCloseTo(39, within(1e-6));
    assertThat(test.estimate()).isCloseTo(22.5, within(1e-6));
  }

  @Test
  void theEstimateIsAMedianOfAllDifferences() {
    MannWhitney test =
        new MannWhitney(new double[] {1.1, 2.6, 3.2, 7.7, 9.4}, new double[] {0.4, 1.9, 2.5});
    // The differences in their order: -1.4 -.8 .1 .7 .7 .7 1.3 (2.2) 2.8 5.2 5.8 6.9 7.3 7.5 9.0.
    // The correction for continuity makes all between the neighbours of the median roots.
    assertThat(test.estimate()).isBetween(1.3, 2.8);
  }

  @Test
  void theIntervalWidensWithTheConfidence() {
    double[] x = {5, 6, 7, 8, 9, 10, 11, 12};
    double[] y = {1, 3, 4, 6, 7, 7.5, 9, 10};
    MannWhitney test = new MannWhitney(x, y);
    assertThat(test.lower(0.98)).isLessThan(test.lower(0.9)).isLessThan(test.estimate());
    assertThat(test.upper(0.98)).isGreaterThan(test.upper(0.9)).isGreaterThan(test.estimate());
  }

  @Test
  void cannotTellWhenAllIsTied() {
    MannWhitney test = new MannWhitney(new double[] {1, 1}, new double[] {1, 1});
    assertThatThrownBy(() -> test.statistic(0)).isInstanceOf(ArithmeticException.class);
  }
}
