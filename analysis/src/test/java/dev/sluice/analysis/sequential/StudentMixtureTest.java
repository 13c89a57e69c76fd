package dev.sluice.analysis.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StudentMixtureTest {
  @Test
  void givesThePublishedValue() {
    double[] y = {.1, .3, .2, .4, .15, .35, .25, .3};
    double sum = 0;
    double squares = 0;
    for (double value : y) {
      sum += value;
      squares += value * value;
    }
    assertThat(StudentMixture.logE(y.length, sum, squares)).isCloseTo(5.678013, within(5e-7));
  }

  @Test
  void fewValuesSayNothing() {
    assertThat(StudentMixture.logE(4, 4, 4)).isZero();
    assertThat(StudentMixture.logE(100, 0, 0)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0, 5, 0.5", "2.015048, 5, 0.95", "-2.015048, 5, 0.05", "1.644854, 1000000, 0.95"})
  void knowsStudentsDistribution(double t, int degrees, double expected) {
    assertThat(StudentMixture.cumulative(t, degrees)).isCloseTo(expected, within(1e-6));
  }

  /**
   * At a mean of 0 the e-value depends on the values through their t statistic alone, which has
   * Student's distribution with one degree of freedom less: the expectation is an integral.
   */
  @ParameterizedTest
  @ValueSource(ints = {5, 6, 8, 12, 40, 120})
  void hasExpectationOneAtTheMargin(int n) {
    int steps = 200_000;
    double expectation = 0;
    double total = 0;
    for (int i = 1; i < steps; i++) {
      double angle = Math.PI * (i / (double) steps - 0.5);
      double t = Math.tan(angle) * Math.sqrt(n - 1.0);
      // With t = sqrt(n-1) tan(angle), the density is proportional to cos(angle)^(n-2).
      double density = Math.pow(Math.cos(angle), n - 2);
      double sum = Math.sqrt(n) * t / Math.sqrt(t * t + n - 1);
      expectation += density * Math.exp(StudentMixture.logE(n, sum, 1));
      total += density;
    }
    assertThat(expectation / total).isCloseTo(1, within(1e-6));
  }

  @Test
  void hasAnExpectationBelowOneWithinTheMargin() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    for (double mean : new double[] {-0.1, -0.5}) {
      for (int n : new int[] {5, 12, 40}) {
        double expectation = 0;
        int runs = 40_000;
        for (int run = 0; run < runs; run++) {
          double sum = 0;
          double squares = 0;
          for (int i = 0; i < n; i++) {
            double y = mean + random.nextGaussian();
            sum += y;
            squares += y * y;
          }
          expectation += Math.exp(StudentMixture.logE(n, sum, squares)) / runs;
        }
        assertThat(expectation).isLessThan(1);
      }
    }
  }
}
