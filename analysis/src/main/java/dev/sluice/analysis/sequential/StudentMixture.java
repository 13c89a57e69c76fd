package dev.sluice.analysis.sequential;

import org.hipparchus.special.Beta;

/**
 * The e-value that the mean of normal values of unknown variance is above 0: the scale-invariant
 * likelihood ratio, averaged over effects of a standard normal size that are above 0. With the
 * Student distribution it is exact; with a normal one in its place it would not be an e-value.
 *
 * <p>After Wang, Ramdas: Anytime-valid t-tests and confidence sequences for Gaussian means with
 * unknown variance, arXiv:2310.03722.
 */
final class StudentMixture {
  /** Fewer values say nothing. */
  static final int LEAST = 5;

  private static final double PRIOR = 1;
  private static final double LN_2 = StrictMath.log(2);
  private static final double NEXT_TO_NOTHING = 1e-300;

  private StudentMixture() {}

  /**
   * The logarithm of the e-value.
   *
   * @param n number of values
   */
  static double logE(int n, double sum, double sumOfSquares) {
    if (n < LEAST || !(sumOfSquares > 0)) {
      return 0;
    }
    double rest = Math.max(sumOfSquares - sum * sum / (n + PRIOR), NEXT_TO_NOTHING);
    double t = sum * Math.sqrt(n) / Math.sqrt((n + PRIOR) * rest);
    return 0.5 * StrictMath.log(PRIOR / (n + PRIOR))
        + 0.5 * n * StrictMath.log(sumOfSquares / rest)
        + LN_2
        + StrictMath.log(Math.max(cumulative(t, n), NEXT_TO_NOTHING));
  }

  /** Student's distribution function. */
  static double cumulative(double t, int degrees) {
    double tail = 0.5 * Beta.regularizedBeta(degrees / (degrees + t * t), 0.5 * degrees, 0.5);
    return t < 0 ? tail : 1 - tail;
  }
}
