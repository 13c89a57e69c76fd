package dev.sluice.analysis.sequential;

/**
 * The highest rate that a past can be reconciled with: Chernoff's bound, {@code n KL(x/n || p) =
 * ln(1/delta)}. The true rate is above it with a probability of at most delta.
 */
final class UpperLimit {
  private static final int HALVINGS = 200;

  private UpperLimit() {}

  /** Of {@code x} bad out of {@code n} independent requests, or events in exposure; n above 0. */
  static double of(Likelihood likelihood, double x, double n, double delta) {
    double observed = x / n;
    double needed = StrictMath.log(1 / delta);
    double low = observed;
    double high = likelihood == Likelihood.BINOMIAL ? 1 : observed + 1;
    while (likelihood == Likelihood.POISSON && likelihood.logRatio(x, n, observed, high) < needed) {
      high = 2 * high;
    }
    for (int i = 0; i < HALVINGS; i++) {
      double middle = 0.5 * (low + high);
      if (!(middle > low && middle < high)) {
        break;
      }
      if (likelihood.logRatio(x, n, observed, middle) < needed) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }
}
