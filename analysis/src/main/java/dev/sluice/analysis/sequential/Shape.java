package dev.sluice.analysis.sequential;

import java.util.Arrays;

/**
 * The primary's distribution of latency, by bucket bounds: which bounds are worth a test, and what
 * share of requests is slower than a time between two bounds (straight lines between the logarithms
 * of both; below the first bound, towards a share of 1 at time 0).
 */
final class Shape {
  private static final double RAREST = 0.002;
  private static final double MOST_COMMON = 0.7;
  static final int MOST_BOUNDS = 8;

  /** Shares of slower requests that are looked for among many bounds: p50 to p99.8. */
  private static final double[] WANTED = {0.5, 0.25, 0.1, 0.05, 0.01, 0.005, 0.002};

  private static final double LEAST = 1e-6;

  private final double[] bounds;
  private final double[] share;
  private final double[] log;

  Shape(double[] bounds) {
    this.bounds = bounds;
    this.share = new double[bounds.length];
    this.log = new double[bounds.length];
  }

  double[] bounds() {
    return bounds;
  }

  /** The places of the bounds that are worth a test, rising. */
  int[] useful(Recent past) {
    int[] useful = new int[bounds.length];
    int count = 0;
    for (int b = 0; b < bounds.length; b++) {
      double share = past.share(b);
      if (share >= RAREST && share <= MOST_COMMON) {
        useful[count++] = b;
      }
    }
    int[] all = Arrays.copyOf(useful, count);
    return count <= MOST_BOUNDS ? all : closest(all, past);
  }

  private static int[] closest(int[] useful, Recent past) {
    int[] chosen = new int[WANTED.length];
    for (int i = 0; i < WANTED.length; i++) {
      chosen[i] = useful[0];
      for (int b : useful) {
        if (distance(past.share(b), WANTED[i]) < distance(past.share(chosen[i]), WANTED[i])) {
          chosen[i] = b;
        }
      }
    }
    return Arrays.stream(chosen).distinct().sorted().toArray();
  }

  private static double distance(double share, double wanted) {
    return Math.abs(StrictMath.log(share / wanted));
  }

  /** Reads the shares of slower requests. */
  void read(Recent recent) {
    for (int b = 0; b < bounds.length; b++) {
      share[b] = Math.clamp(recent.share(b), LEAST, 1 - LEAST);
      log[b] = StrictMath.log(share[b]);
    }
  }

  /** The share of requests slower than this bound, as read. */
  double share(int bound) {
    return share[bound];
  }

  double share(Place place) {
    double before = place.bound == 0 ? 0 : log[place.bound - 1];
    return StrictMath.exp(before * (1 - place.fraction) + log[place.bound] * place.fraction);
  }

  /** Where a time in seconds lies among the bounds; at most the last one. */
  Place place(double seconds) {
    int found = Arrays.binarySearch(bounds, seconds);
    int bound = Math.min(found >= 0 ? found : -found - 1, bounds.length - 1);
    if (bound == 0) {
      return new Place(0, Math.clamp(seconds / bounds[0], 0, 1));
    }
    double from = StrictMath.log(bounds[bound - 1]);
    double to = StrictMath.log(bounds[bound]);
    return new Place(bound, Math.min((StrictMath.log(seconds) - from) / (to - from), 1));
  }

  /** The time that this share of requests exceeds; NaN when it is beyond the last bound. */
  static double quantile(double[] bounds, long[] above, long total, double share) {
    double before = 0;
    for (int b = 0; b < bounds.length; b++) {
      double log = StrictMath.log(Math.max((double) above[b] / total, LEAST));
      double wanted = StrictMath.log(share);
      if (log <= wanted) {
        double fraction = (wanted - before) / (log - before);
        if (b == 0) {
          return bounds[0] * fraction;
        }
        double from = StrictMath.log(bounds[b - 1]);
        return StrictMath.exp(from + fraction * (StrictMath.log(bounds[b]) - from));
      }
      before = log;
    }
    return Double.NaN;
  }

  /**
   * A time between the bound before this one and this one.
   *
   * @param fraction 0 at the bound before, 1 at this one
   */
  record Place(int bound, double fraction) {}
}
