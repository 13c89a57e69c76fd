package dev.sluice.analysis.sequential;

import java.util.Arrays;

/**
 * How slow the requests of one arm were. The arrays are not copied and must not be changed
 * afterwards; histograms of one metric do well to share one array of bounds.
 *
 * @param bounds upper bounds of the buckets in seconds, above 0 and rising; without infinity. A
 *     native histogram is converted to this by its source
 * @param above for each bound the requests that were slower; not rising with the bound, not
 *     negative
 * @param total all requests
 */
@SuppressWarnings("ArrayRecordComponent") // Thousands of them are folded; boxes would cost more.
public record Histogram(double[] bounds, long[] above, long total) {
  public Histogram {
    if (bounds.length != above.length) {
      throw new IllegalArgumentException(
          "a histogram with %d bounds has %d counts".formatted(bounds.length, above.length));
    }
    Checks.count("a histogram's total", total);
    double last = 0;
    for (double bound : bounds) {
      if (!(bound > last) || bound == Double.POSITIVE_INFINITY) {
        throw new IllegalArgumentException(
            "a histogram's bounds must be above 0, rising and finite: " + Arrays.toString(bounds));
      }
      last = bound;
    }
    for (long count : above) {
      Checks.count("a histogram's count", count);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Histogram that
        && total == that.total
        && Arrays.equals(bounds, that.bounds)
        && Arrays.equals(above, that.above);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(bounds) + Arrays.hashCode(above)) + Long.hashCode(total);
  }

  @Override
  public String toString() {
    return "Histogram[bounds=%s, above=%s, total=%d]"
        .formatted(Arrays.toString(bounds), Arrays.toString(above), total);
  }
}
