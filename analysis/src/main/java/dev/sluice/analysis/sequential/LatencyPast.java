package dev.sluice.analysis.sequential;

import dev.sluice.analysis.sequential.History.Past;
import java.util.Arrays;
import java.util.List;

/** What is known of a primary's latency: its bounds, its sums and how much it varies. */
final class LatencyPast {
  private static final double PRIOR = 1;
  private static final double[] NONE = {};

  private final double[] bounds;
  private final Recent recent;
  private final Recent whole;
  private final double[] icc;
  private final double[] upperLimits;
  private final long[] above;
  private long requests;
  private boolean known;

  private LatencyPast(double[] bounds) {
    this.bounds = bounds;
    this.recent = new Recent(bounds.length, PRIOR);
    this.whole = new Recent(bounds.length, PRIOR);
    this.icc = new double[bounds.length];
    this.upperLimits = new double[bounds.length];
    this.above = new long[bounds.length];
    Arrays.fill(icc, Dispersion.UNKNOWN_ICC);
    Arrays.fill(upperLimits, Double.NaN);
  }

  /** Without a past. */
  static LatencyPast startingWith(double[] bounds) {
    return new LatencyPast(bounds);
  }

  static LatencyPast of(Past past, CountPast.Scale scale) {
    return switch (past) {
      case Past.Histograms(var intervals, var pods) ->
          intervals.isEmpty() ? new LatencyPast(NONE) : of(intervals, pods, scale);
      case Past.Unknown() -> new LatencyPast(NONE);
      case Past.Counts c -> throw CountPast.mismatch("a Latency", c);
      case Past.Events e -> throw CountPast.mismatch("a Latency", e);
      case Past.Values v -> throw CountPast.mismatch("a Latency", v);
    };
  }

  /** Bounds that changed on the way: what was before the last change is not of use. */
  private static LatencyPast of(
      List<Histogram> intervals, List<List<Histogram>> pods, CountPast.Scale scale) {
    double[] bounds = intervals.getLast().bounds();
    LatencyPast past = new LatencyPast(bounds);
    int[] same = new int[bounds.length];
    Arrays.setAll(same, b -> b);
    double[] all = new double[intervals.size()];
    for (int i = 0; i < all.length; i++) {
      Histogram interval = intervals.get(i);
      if (Arrays.equals(interval.bounds(), bounds)) {
        past.learn(interval, same, scale.decay());
        all[i] = interval.total();
      }
    }
    past.known = scale.enough(all);
    for (int b = 0; b < bounds.length; b++) {
      past.measure(b, intervals, pods, all, scale);
    }
    return past;
  }

  private void measure(
      int bound,
      List<Histogram> intervals,
      List<List<Histogram>> pods,
      double[] all,
      CountPast.Scale scale) {
    double[] slow = slow(intervals, bound);
    double[][] podSlow = pods.stream().map(pod -> slow(pod, bound)).toArray(double[][]::new);
    double[][] podAll = pods.stream().map(this::totals).toArray(double[][]::new);
    icc[bound] = scale.icc(Likelihood.BINOMIAL, slow, all, podSlow, podAll);
    if (requests > 0) {
      upperLimits[bound] =
          scale.upperLimit(
              Likelihood.BINOMIAL,
              (double) above[bound],
              (double) requests,
              all.length,
              icc[bound]);
    }
  }

  private double[] slow(List<Histogram> intervals, int bound) {
    return intervals.stream()
        .mapToDouble(
            h -> Arrays.equals(h.bounds(), bounds) ? Math.min(h.above()[bound], h.total()) : 0)
        .toArray();
  }

  private double[] totals(List<Histogram> intervals) {
    return intervals.stream()
        .mapToDouble(h -> Arrays.equals(h.bounds(), bounds) ? h.total() : 0)
        .toArray();
  }

  /**
   * Takes an interval of the primary in.
   *
   * @param places where each bound is in the histogram's; -1 where it is not
   * @param decay what the interval leaves of the sums before it
   */
  void learn(Histogram primary, int[] places, double decay) {
    for (int place : places) {
      if (place < 0) {
        return;
      }
    }
    recent.decay(decay);
    recent.addAll((double) primary.total());
    whole.addAll((double) primary.total());
    requests += primary.total();
    for (int b = 0; b < bounds.length; b++) {
      long slower = Math.min(primary.above()[places[b]], primary.total());
      recent.add(b, (double) slower);
      whole.add(b, (double) slower);
      above[b] += slower;
    }
  }

  double[] bounds() {
    return bounds;
  }

  Recent recent() {
    return recent;
  }

  /** All of it, old and new alike. */
  Recent whole() {
    return whole;
  }

  double icc(int bound) {
    return icc[bound];
  }

  double upperLimit(int bound) {
    return upperLimits[bound];
  }

  long[] above() {
    return above.clone();
  }

  /** Whether there was enough to measure its variation. */
  boolean known() {
    return known;
  }

  long requests() {
    return requests;
  }
}
