package dev.sluice.analysis.sequential;

/** Sums of numbers that are known by their natural logarithms. */
final class LogDomain {
  /** Below this, an exponential adds nothing to 1. */
  private static final double NOTHING = -40;

  private LogDomain() {}

  static double sum(double a, double b) {
    double high = Math.max(a, b);
    double gap = Math.min(a, b) - high;
    return gap > NOTHING ? high + StrictMath.log1p(StrictMath.exp(gap)) : high;
  }

  /** {@code exp(a - reference)}, for a reference that is not below {@code a}. */
  static double relative(double a, double reference) {
    double gap = a - reference;
    return gap > NOTHING ? StrictMath.exp(gap) : 0;
  }
}
