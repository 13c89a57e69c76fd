package dev.sluice.simulation.policy;

import dev.sluice.simulation.traffic.Counts;
import dev.sluice.simulation.traffic.Latency;
import java.util.List;

/** What Prometheus' {@code histogram_quantile} makes of a classic histogram. */
final class HistogramQuantile {
  private HistogramQuantile() {}

  /**
   * By linear interpolation within the bucket; the highest bound if the quantile lies above it.
   *
   * @param quantile 0 to 1
   * @return milliseconds, NaN without a request
   */
  static double of(double quantile, Counts counts) {
    long requests = counts.requests();
    if (requests == 0) {
      return Double.NaN;
    }
    List<Double> bounds = Latency.BOUNDS;
    double rank = quantile * requests;
    double below = 0;
    double from = 0;
    for (int i = 0; i < bounds.size(); i++) {
      double within = requests - counts.slower(i);
      if (within >= rank) {
        return from + (bounds.get(i) - from) * (rank - below) / (within - below);
      }
      below = within;
      from = bounds.get(i);
    }
    return from;
  }
}
