package dev.sluice.simulation.policy;

import dev.sluice.simulation.traffic.Counts;
import dev.sluice.simulation.traffic.Latency;

/** What Prometheus' {@code histogram_quantile} makes of a classic histogram. */
public final class HistogramQuantile {
  private static final double[] BOUNDS =
      Latency.BOUNDS.stream().mapToDouble(Double::doubleValue).toArray();

  private HistogramQuantile() {}

  /**
   * In milliseconds, NaN without a request.
   *
   * @param quantile 0 to 1
   */
  public static double of(double quantile, Counts counts) {
    return of(quantile, BOUNDS, counts.slower(), counts.requests());
  }

  /**
   * By linear interpolation within the bucket; the highest bound if the quantile lies above it.
   *
   * @param quantile 0 to 1
   * @param bounds at least one, rising
   * @param above for each bound the requests that were slower
   * @return in the unit of the bounds, NaN without a request
   */
  public static double of(double quantile, double[] bounds, long[] above, long requests) {
    if (requests == 0) {
      return Double.NaN;
    }
    double rank = quantile * requests;
    double below = 0;
    double from = 0;
    for (int i = 0; i < bounds.length; i++) {
      double within = requests - above[i];
      if (within >= rank) {
        return from + (bounds[i] - from) * (rank - below) / (within - below);
      }
      below = within;
      from = bounds[i];
    }
    return from;
  }
}
