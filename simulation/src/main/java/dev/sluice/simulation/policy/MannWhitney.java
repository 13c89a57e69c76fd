package dev.sluice.simulation.policy;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The two-sided Mann-Whitney U test (Wilcoxon's rank sum) with a confidence interval of the shift
 * between two samples, by the normal approximation with a correction for continuity and for ties:
 * R's {@code wilcox.test(conf.int = TRUE, exact = FALSE)} as Kayenta's {@code MannWhitney.scala}
 * has it.
 */
final class MannWhitney {
  private final double[] x;
  private final double[] y;

  /**
   * @param x one sample, without NaN and not empty
   * @param y the other sample, without NaN and not empty
   */
  MannWhitney(double[] x, double[] y) {
    this.x = sorted(x);
    this.y = sorted(y);
  }

  /** By how much x is likely to be above y: the Hodges-Lehmann estimate. */
  double estimate() {
    return BrentRoot.find(shift -> statistic(shift), lowest(), highest());
  }

  /**
   * The lower end of the interval in which that shift is.
   *
   * @param confidence of the interval, above 0 and below 1
   */
  double lower(double confidence) {
    return root(-quantile(confidence));
  }

  /** The upper end of that interval. */
  double upper(double confidence) {
    return root(quantile(confidence));
  }

  /**
   * How far the rank sum of x, moved down by a shift, is from what it would be without a
   * difference.
   *
   * @return standard deviations
   * @throws ArithmeticException if all observations are tied
   */
  double statistic(double shift) {
    double n = x.length;
    double m = y.length;
    double wins = 0;
    double ties = 0;
    int i = 0;
    int j = 0;
    while (i < x.length || j < y.length) {
      double value = j == y.length || (i < x.length && x[i] - shift < y[j]) ? x[i] - shift : y[j];
      int ofX = i;
      int ofY = j;
      while (i < x.length && x[i] - shift == value) {
        i++;
      }
      while (j < y.length && y[j] == value) {
        j++;
      }
      double same = (double) (i - ofX) + (j - ofY);
      wins += (i - ofX) * (ofY + (j - ofY) / 2.0);
      ties += same * same * same - same;
    }
    double difference = wins - n * m / 2;
    double sigma = Math.sqrt(n * m / 12 * (n + m + 1 - ties / ((n + m) * (n + m - 1))));
    if (sigma == 0) {
      throw new ArithmeticException("all observations are tied");
    }
    return (difference - Math.signum(difference) * 0.5) / sigma;
  }

  private double root(double quantile) {
    double low = lowest();
    double high = highest();
    if (statistic(low) - quantile <= 0) {
      return low;
    }
    if (statistic(high) - quantile >= 0) {
      return high;
    }
    return BrentRoot.find(shift -> statistic(shift) - quantile, low, high);
  }

  private double lowest() {
    return x[0] - y[y.length - 1];
  }

  private double highest() {
    return x[x.length - 1] - y[0];
  }

  private static double quantile(double confidence) {
    return NormalDistribution.of(0, 1).inverseCumulativeProbability((1 - confidence) / 2);
  }

  private static double[] sorted(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted;
  }
}
