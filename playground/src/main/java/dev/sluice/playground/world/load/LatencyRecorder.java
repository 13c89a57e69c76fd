package dev.sluice.playground.world.load;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts times in buckets that grow by 5 %, from 100 microseconds to beyond two minutes. */
final class LatencyRecorder {
  private static final double GROWTH = 1.05;
  private static final double SMALLEST_NANOS = 100_000;
  private static final int BUCKETS = 290;

  private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

  void record(long nanos) {
    double steps = Math.log(Math.max(1, nanos / SMALLEST_NANOS)) / Math.log(GROWTH);
    counts.incrementAndGet(Math.min(BUCKETS - 1, (int) Math.ceil(steps)));
  }

  /**
   * The time that so many of the requests stayed below, within 5 %; zero when there were none.
   *
   * @param quantile in [0, 1]
   */
  Duration quantile(double quantile) {
    long total = 0;
    for (int i = 0; i < BUCKETS; i++) {
      total += counts.get(i);
    }
    if (total == 0) {
      return Duration.ZERO;
    }
    long wanted = Math.max(1, (long) Math.ceil(quantile * total));
    int bucket = 0;
    long below = counts.get(0);
    while (below < wanted && bucket < BUCKETS - 1) {
      bucket++;
      below += counts.get(bucket);
    }
    return Duration.ofNanos((long) (SMALLEST_NANOS * Math.pow(GROWTH, bucket)));
  }
}
