package dev.sluice.analysis.counting;

import dev.sluice.analysis.sequential.Histogram;
import java.util.Collection;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What one arm counted in a stretch of time.
 *
 * @param sampled whether it was scraped at all
 * @param above by bound, in the metric's own unit, the requests that were slower
 */
public record Sums(boolean sampled, long bad, long total, NavigableMap<Double, Long> above) {
  /** Nothing was scraped. */
  public static final Sums NONE = new Sums(false, 0, 0, new TreeMap<>());

  /** What several did together, at the bounds that are known of each that did anything. */
  public static Sums together(Collection<Sums> all) {
    boolean sampled = false;
    long bad = 0;
    long total = 0;
    NavigableMap<Double, Long> above = new TreeMap<>();
    for (Sums each : all) {
      if (each.total > 0 && total == 0) {
        above.putAll(each.above);
      } else if (each.total > 0) {
        above.keySet().retainAll(each.above.keySet());
        above.replaceAll((bound, slower) -> slower + each.above.getOrDefault(bound, 0L));
      }
      sampled |= each.sampled;
      bad += each.bad;
      total += each.total;
    }
    return new Sums(sampled, bad, total, above);
  }

  /**
   * As a histogram, at the bounds that are known.
   *
   * @param seconds what one unit of the metric is
   */
  public Histogram histogram(double seconds) {
    double[] at = above.keySet().stream().mapToDouble(bound -> bound * seconds).toArray();
    return new Histogram(at, above(above.keySet()), total);
  }

  /** How many requests were slower than these bounds, which rise. */
  long[] above(Collection<Double> bounds) {
    long[] slower = new long[bounds.size()];
    int i = 0;
    long most = total;
    for (double bound : bounds) {
      most = Math.min(most, above.getOrDefault(bound, 0L));
      slower[i++] = most;
    }
    return slower;
  }
}
