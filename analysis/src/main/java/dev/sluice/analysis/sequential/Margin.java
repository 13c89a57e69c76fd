package dev.sluice.analysis.sequential;

/**
 * A line that the canary may reach: {@code factor * primary + extra}.
 *
 * <p>For shares of bad requests, {@code factor} multiplies the primary's share and {@code extra} is
 * a share of requests (0.0005 is 0.05 percentage points). For latency, {@code factor} multiplies
 * the primary's quantiles and {@code extra} is a share of requests as well. For rates of events,
 * {@code extra} is in events per second and pod.
 *
 * @param factor at least 1
 * @param extra at least 0; below 1 where it is a share
 */
public record Margin(double factor, double extra) {
  public Margin {
    if (!(factor >= 1) || !Double.isFinite(factor)) {
      throw new IllegalArgumentException(
          "a margin's factor must be 1 or more, for example 1.15; it is " + factor);
    }
    if (!(extra >= 0) || !Double.isFinite(extra)) {
      throw new IllegalArgumentException(
          "what a margin adds must be 0 or more, for example 0.0005; it is " + extra);
    }
  }

  /** Whether this line is nowhere below the other one. */
  boolean covers(Margin other) {
    return factor >= other.factor && extra >= other.extra;
  }
}
