package dev.sluice.analysis.counting;

import java.time.Duration;

/**
 * Tells of a series that is seen for the first time whether it began then, so that all of its first
 * sample is new. It did when it appears while others of its metric were seen before: after the
 * analysis began at once, before it only when it was away for as long as a scrape may be late,
 * because what began before the first sample that was asked for looks the same.
 *
 * @param firstSeen the first sample of any series of the metric, in milliseconds since 1970
 * @param analysis when the analysis began, in milliseconds since 1970
 */
record Origin(long firstSeen, long analysis) {
  /** As long as Prometheus itself takes an old sample for the present value. */
  static final Duration LATE = Duration.ofMinutes(5);

  boolean isNewAt(long time) {
    return time > analysis ? firstSeen < time : time > firstSeen + LATE.toMillis();
  }
}
