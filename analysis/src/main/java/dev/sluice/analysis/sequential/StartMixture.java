package dev.sluice.analysis.sequential;

/**
 * A regression may begin at any time, so evidence is collected as if it began at the first interval
 * (half of the belief) or at a later full minute (a tenth of the rest each). A convex mixture of
 * e-processes that start at different times is an e-process.
 */
final class StartMixture {
  private static final double AT_ONCE = 0.5;
  private static final double HAZARD = 0.1;
  private static final long MINUTE = 60_000_000_000L;

  private long first = -1;
  private long minute;

  /** What is still to come, as a share; its e-value is 1 so far. */
  private double rest = 1;

  /**
   * The share that starts with the interval that begins at this time, in nanoseconds from the
   * beginning of the analysis; may be 0.
   */
  double starting(long start) {
    if (first < 0) {
      first = start;
      rest = 1 - AT_ONCE;
      return AT_ONCE;
    }
    double before = rest;
    for (long now = (start - first) / MINUTE; minute < now && rest > 0; minute++) {
      rest *= 1 - HAZARD;
    }
    return before - rest;
  }

  double rest() {
    return rest;
  }
}
