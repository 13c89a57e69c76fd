package dev.sluice.analysis.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

final class DispersionTest {
  private static final int INTERVALS = 240;
  private static final int REQUESTS = 750;

  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
  private final Dispersion dispersion = new Dispersion(Likelihood.BINOMIAL);
  private final double[] all = filled(REQUESTS);

  private static double[] filled(double value) {
    double[] values = new double[INTERVALS];
    Arrays.fill(values, value);
    return values;
  }

  private double[] bad(double[] rates) {
    double[] bad = new double[rates.length];
    for (int i = 0; i < bad.length; i++) {
      for (int n = 0; n < REQUESTS; n++) {
        bad[i] += random.nextDouble() < rates[i] ? 1 : 0;
      }
    }
    return bad;
  }

  @Test
  void chanceAloneIsNoDispersion() {
    assertThat(dispersion.betweenIntervals(bad(filled(0.01)), all, 1)).isLessThan(0.001);
  }

  @Test
  void seesThatTheRateVariesFromIntervalToInterval() {
    double[] rates = filled(0);
    double variance = 0;
    for (int i = 0; i < INTERVALS; i++) {
      rates[i] = i % 2 == 0 ? 0.005 : 0.015;
      variance += (rates[i] - 0.01) * (rates[i] - 0.01) / INTERVALS;
    }
    // Alternating rates differ by twice their deviation: twice the variance of independent ones.
    double icc = 2 * variance / (0.01 * 0.99);
    assertThat(dispersion.betweenIntervals(bad(rates), all, 1)).isCloseTo(icc, within(0.3 * icc));
  }

  @Test
  void noiseThatLastsShowsInLongerBlocks() {
    double[] rates = filled(0);
    for (int i = 0; i < INTERVALS; i++) {
      rates[i] = (i / 12) % 2 == 0 ? 0.005 : 0.015;
    }
    assertThat(dispersion.betweenIntervals(bad(rates), all, 1)).isGreaterThan(0.01);
  }

  @Test
  void aSlowTrendIsNoDispersion() {
    double[] rates = filled(0);
    for (int i = 0; i < INTERVALS; i++) {
      rates[i] = 0.005 + 0.01 * i / INTERVALS;
    }
    assertThat(dispersion.betweenIntervals(bad(rates), all, 1)).isLessThan(0.002);
  }

  @Test
  void whatHitsAllPodsIsNoDispersionBetweenThem() {
    double[] rates = filled(0.01);
    Arrays.fill(rates, 100, 112, 0.2);
    double[][] bad = {bad(rates), bad(rates), bad(rates), bad(rates)};
    double[][] each = {all, all, all, all};
    assertThat(dispersion.betweenPods(bad, each, 1)).isLessThan(0.001);
    double[] together = filled(0);
    for (int i = 0; i < INTERVALS; i++) {
      together[i] = bad[0][i] + bad[1][i] + bad[2][i] + bad[3][i];
    }
    assertThat(dispersion.betweenIntervals(together, filled(4.0 * REQUESTS), 1))
        .isGreaterThan(dispersion.betweenPods(bad, each, 1));
  }

  @Test
  void podsThatDifferAreDispersion() {
    double[][] bad = {
      bad(filled(0.005)), bad(filled(0.015)), bad(filled(0.005)), bad(filled(0.015))
    };
    assertThat(dispersion.betweenPods(bad, new double[][] {all, all, all, all}, 1))
        .isGreaterThan(0.002);
  }

  @Test
  void longIntervalsOfThePastCountForTheShortOnesThatAreJudged() {
    double[] bad = bad(filled(0.01));
    for (int i = 0; i < INTERVALS; i += 2) {
      bad[i] *= 2;
    }
    double same = dispersion.betweenIntervals(bad, all, 1);
    assertThat(dispersion.betweenIntervals(bad, all, 0.25)).isGreaterThan(3 * same);
  }
}
