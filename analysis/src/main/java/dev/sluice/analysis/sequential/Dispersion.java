package dev.sluice.analysis.sequential;

/**
 * How much more the primary's past varies than chance alone would make it: the intraclass
 * correlation of Kish's design effect (Survey Sampling, 1965).
 */
final class Dispersion {
  /** For a past that is not known: a modest variation. */
  static final double UNKNOWN_ICC = 0.001;

  /** Intervals with requests that it takes. */
  static final int LEAST_INTERVALS = 20;

  static final int LEAST_PODS = 4;

  private static final int LEAST_BLOCKS = 8;

  /** In base intervals; several, because noise may last. */
  private static final int[] BLOCKS = {1, 4, 12};

  /** One outlier tells no more than this. */
  private static final double MOST = 16;

  /**
   * How many standard errors of chance are left out. The highest of several noisy figures, none of
   * them below 0, is above 0 by chance alone, and each design effect that is not there costs
   * evidence of every request.
   */
  private static final double CHANCE = 0.5;

  /**
   * Variance of the square of a standard normal deviate, 2, and half of it again because two steps
   * one after the other share an interval (their squares correlate by 1/4).
   */
  private static final double VARIANCE_OF_STEP = 3;

  private static final double VARIANCE_OF_SQUARE = 2;

  private final Likelihood likelihood;

  Dispersion(Likelihood likelihood) {
    this.likelihood = likelihood;
  }

  /**
   * From one interval to the next, so that slow trends do not count.
   *
   * @param bad by interval
   * @param all by interval
   * @param perInterval how many judged intervals one interval of the past is long, inverse
   */
  double betweenIntervals(double[] bad, double[] all, double perInterval) {
    double variance = variance(sum(bad), sum(all));
    double mean = sum(all) / all.length * perInterval;
    double icc = 0;
    for (int block : BLOCKS) {
      double[] x = blocks(bad, block);
      double[] n = blocks(all, block);
      double phi = 0;
      int pairs = 0;
      for (int k = 1; k < n.length; k++) {
        if (n[k] > 0 && n[k - 1] > 0) {
          double step = x[k] / n[k] - x[k - 1] / n[k - 1];
          phi += Math.min(MOST, step * step / (variance * (1 / n[k] + 1 / n[k - 1])));
          pairs++;
        }
      }
      if (pairs >= LEAST_BLOCKS - 1) {
        icc = Math.max(icc, beyondChance(phi / pairs, VARIANCE_OF_STEP / pairs, mean));
      }
    }
    return icc;
  }

  /**
   * Between pods in the same interval, so that what hits all of them does not count.
   *
   * @param bad by pod and interval
   * @param all by pod and interval
   * @param perInterval as above
   */
  double betweenPods(double[][] bad, double[][] all, double perInterval) {
    double variance = variance(sum(bad), sum(all));
    double mean = sum(all) / (all.length * (double) all[0].length) * perInterval;
    double icc = 0;
    for (int block : BLOCKS) {
      double phi = 0;
      int blocks = 0;
      for (int k = 0; (k + 1) * block <= all[0].length; k++) {
        double ratio = spread(bad, all, k * block, block, variance);
        if (!Double.isNaN(ratio)) {
          phi += Math.min(MOST, ratio);
          blocks++;
        }
      }
      if (blocks >= LEAST_BLOCKS) {
        // Pods that were there for a part of the time only make it less sure than this: cautious.
        double squares = blocks * (all.length - 1.0);
        icc = Math.max(icc, beyondChance(phi / blocks, VARIANCE_OF_SQUARE / squares, mean));
      }
    }
    return icc;
  }

  /**
   * The correlation that a ratio of variances comes to, less what chance may have added.
   *
   * @param variance of the ratio, when there is nothing but chance
   * @param mean requests of an interval that is judged
   */
  private static double beyondChance(double ratio, double variance, double mean) {
    return (ratio - 1 - CHANCE * Math.sqrt(variance)) / Math.max(mean - 1, 1);
  }

  /** The variance between pods in one block over that of chance; NaN for fewer than two pods. */
  private static double spread(
      double[][] bad, double[][] all, int from, int length, double variance) {
    double x = 0;
    double n = 0;
    for (int pod = 0; pod < all.length; pod++) {
      x += sum(bad[pod], from, length);
      n += sum(all[pod], from, length);
    }
    if (!(n > 0)) {
      return Double.NaN;
    }
    double squares = 0;
    int pods = 0;
    for (int pod = 0; pod < all.length; pod++) {
      double own = sum(all[pod], from, length);
      if (own > 0) {
        double away = sum(bad[pod], from, length) - own * x / n;
        squares += away * away / (own * variance);
        pods++;
      }
    }
    return pods < 2 ? Double.NaN : squares / (pods - 1);
  }

  private double variance(double bad, double all) {
    double share = (bad + 0.5) / (all + 1);
    return likelihood == Likelihood.BINOMIAL ? share * (1 - share) : share;
  }

  private static double[] blocks(double[] values, int length) {
    double[] blocks = new double[values.length / length];
    for (int k = 0; k < blocks.length; k++) {
      blocks[k] = sum(values, k * length, length);
    }
    return blocks;
  }

  private static double sum(double[] values) {
    return sum(values, 0, values.length);
  }

  private static double sum(double[] values, int from, int length) {
    double sum = 0;
    for (int i = from; i < from + length; i++) {
      sum += values[i];
    }
    return sum;
  }

  private static double sum(double[][] rows) {
    double sum = 0;
    for (double[] row : rows) {
      sum += sum(row);
    }
    return sum;
  }
}
