package dev.sluice.analysis.counting;

/**
 * One sample of a native histogram, as Prometheus answers it: its buckets that are not empty, each
 * with what it alone counted since the process began. The arrays are not copied.
 *
 * @param count all observations
 * @param lefts lower ends of the buckets, rising
 * @param rights upper ends of the buckets, rising
 * @param counts what is between them
 * @see <a href="https://prometheus.io/docs/prometheus/latest/querying/api/#native-histograms">the
 *     format</a>
 */
@SuppressWarnings("ArrayRecordComponent") // Thousands of them are read; boxes would cost more.
public record NativeHistogram(double count, double[] lefts, double[] rights, double[] counts) {
  public NativeHistogram {
    if (lefts.length != rights.length || lefts.length != counts.length) {
      throw new IllegalArgumentException("a bucket has two ends and a count");
    }
  }

  /**
   * Observations up to a bound; NaN when the bound lies within a bucket, because nobody knows then.
   * Who rounds bounds differs in the last digits, so bounds that are nearly equal are equal.
   */
  double upTo(double bound) {
    double sum = 0;
    for (int i = 0; i < counts.length; i++) {
      if (rights[i] <= bound || same(rights[i], bound)) {
        sum += counts[i];
      } else if (lefts[i] < bound && !same(lefts[i], bound)) {
        return Double.NaN;
      }
    }
    return sum;
  }

  static boolean same(double a, double b) {
    return Math.abs(a - b) <= 1e-9 * Math.abs(b);
  }
}
