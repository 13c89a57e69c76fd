package dev.sluice.simulation.traffic;

import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Binomial variates whose parameters change with each one, which is what no library at hand offers
 * without a table for each pair of parameters.
 *
 * <p>Below a mean of 10 by inversion; above by W. Hörmann's transformed rejection with squeeze
 * (BTRS), "The generation of binomial random variates", Journal of Statistical Computation and
 * Simulation 46 (1993).
 */
final class Binomial {
  private static final double INVERSION_BELOW = 10;

  private Binomial() {}

  /**
   * One variate.
   *
   * @param n how many trials, 0 or more
   * @param p how likely each succeeds, 0 to 1
   * @return how many succeeded, 0 to {@code n}
   */
  static long sample(UniformRandomProvider random, long n, double p) {
    if (n == 0 || p <= 0) {
      return 0;
    }
    if (p >= 1) {
      return n;
    }
    if (p > 0.5) {
      return n - sample(random, n, 1 - p);
    }
    return n * p < INVERSION_BELOW ? invert(random, n, p) : reject(random, n, p);
  }

  private static long invert(UniformRandomProvider random, long n, double p) {
    double odds = p / (1 - p);
    double none = Math.exp(n * Math.log1p(-p));
    while (true) {
      double probability = none;
      double left = random.nextDouble();
      for (long k = 0; k <= n; k++) {
        left -= probability;
        if (left < 0) {
          return k;
        }
        probability *= odds * (n - k) / (k + 1);
      }
      // Rounding left a sliver above the sum of all probabilities: draw again.
    }
  }

  private static long reject(UniformRandomProvider random, long n, double p) {
    double spread = Math.sqrt(n * p * (1 - p));
    double b = 1.15 + 2.53 * spread;
    double a = -0.0873 + 0.0248 * b + 0.01 * p;
    double centre = n * p + 0.5;
    double squeeze = 0.92 - 4.2 / b;
    while (true) {
      double u = random.nextDouble() - 0.5;
      double v = random.nextDouble();
      double edge = 0.5 - Math.abs(u);
      double k = Math.floor((2 * a / edge + b) * u + centre);
      if (edge >= 0.07 && v <= squeeze) {
        return (long) k;
      }
      if (k < 0 || k > n) {
        continue;
      }
      double height = v * (2.83 + 5.1 / b) * spread / (a / (edge * edge) + b);
      if (Math.log(height) <= logRatioToMode(n, p, k)) {
        return (long) k;
      }
    }
  }

  /** How much less likely this value is than the likeliest, as a logarithm. */
  private static double logRatioToMode(long n, double p, double k) {
    double mode = Math.floor((n + 1) * p);
    return LogGamma.value(mode + 1)
        + LogGamma.value(n - mode + 1)
        - LogGamma.value(k + 1)
        - LogGamma.value(n - k + 1)
        + (k - mode) * Math.log(p / (1 - p));
  }
}
