package dev.sluice.simulation.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinomialTest {
  private static final int SIZE = 200_000;

  private final UniformRandomProvider random = generator()::nextLong;

  @ParameterizedTest
  @CsvSource({
    "1, 0.3",
    "7500, 0.001",
    "40, 0.2",
    "40, 0.25",
    "20, 0.5",
    "750, 0.01",
    "750, 0.05",
    "7500, 0.4",
    "7500, 0.97",
    "1000000000, 0.0001"
  })
  void hasTheMeanAndTheVarianceOfTheory(long n, double p) {
    Sample.of(SIZE, () -> Binomial.sample(random, n, p)).hasMeanAndVariance(n * p, n * p * (1 - p));
  }

  /** Pearson's test, in both of the sampler's ways. */
  @ParameterizedTest
  @CsvSource({"12, 0.4", "40, 0.24", "40, 0.26", "100, 0.5", "200, 0.7"})
  void everyValueIsAsFrequentAsInTheory(int n, double p) {
    long[] seen = new long[n + 1];
    for (int i = 0; i < SIZE; i++) {
      seen[(int) Binomial.sample(random, n, p)]++;
    }
    BinomialDistribution theory = BinomialDistribution.of(n, p);
    double statistic = 0;
    int cells = 0;
    for (int k = 0; k <= n; k++) {
      double expected = SIZE * theory.probability(k);
      if (expected >= 10) {
        statistic += (seen[k] - expected) * (seen[k] - expected) / expected;
        cells++;
      }
    }
    assertThat(ChiSquaredDistribution.of(cells - 1).survivalProbability(statistic))
        .isGreaterThan(1e-4);
  }

  @Test
  void knowsItsLimits() {
    assertThat(Binomial.sample(random, 0, 0.5)).isZero();
    assertThat(Binomial.sample(random, 10, 0)).isZero();
    assertThat(Binomial.sample(random, 10, 1)).isEqualTo(10);
  }

  private static RandomGenerator generator() {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(7);
  }
}
