package dev.sluice.analysis.counting;

import java.time.Duration;
import java.time.Instant;

/**
 * Stretches of time of one length, the same for all arms and metrics. Number 0 begins with the
 * analysis, those before have negative numbers. What was counted up to a scrape belongs to the
 * stretch that the scrape is in: begin left out, end taken in.
 */
public record Windows(Instant analysis, Duration length) {
  public Windows {
    if (!length.isPositive()) {
      throw new IllegalArgumentException("a window must have a length; it is " + length);
    }
  }

  /** The one that a time is in. */
  long at(long millis) {
    return Math.floorDiv(millis - analysis.toEpochMilli() - 1, length.toMillis());
  }

  /** When one begins. */
  public Instant begin(long window) {
    return analysis.plus(length.multipliedBy(window));
  }

  /** How many have ended by a time, of those that begin with the analysis; may be negative. */
  public long endedBy(Instant time) {
    return Math.floorDiv(time.toEpochMilli() - analysis.toEpochMilli(), length.toMillis());
  }
}
