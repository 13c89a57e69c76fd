package dev.sluice.analysis.sequential;

import java.time.Duration;
import java.util.List;

/**
 * What happened in one stretch of time. Stretches never overlap and are the same for both arms.
 *
 * @param start from the beginning of the analysis
 * @param length above 0
 * @param weight the canary's share of the traffic, 0 to 1. Only warnings and the question whether
 *     traffic arrives at all are answered from it, never the comparison
 * @param metrics in the order of {@link Settings#metrics()}
 */
public record Interval(Duration start, Duration length, double weight, List<Arms> metrics) {
  public Interval {
    if (start.isNegative() || !length.isPositive()) {
      throw new IllegalArgumentException(
          "an interval must not begin before the analysis and must have a length; it begins at "
              + "%s and is %s long".formatted(start, length));
    }
    if (!(weight >= 0 && weight <= 1)) {
      throw new IllegalArgumentException("a weight must be from 0 to 1; it is " + weight);
    }
    metrics = List.copyOf(metrics);
  }

  /** When it ends, from the beginning of the analysis. */
  public Duration end() {
    return start.plus(length);
  }
}
