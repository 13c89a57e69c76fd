package dev.sluice.analysis.counting;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One counter, or one histogram with its buckets: element 0 is the total, element {@code i + 1}
 * what is at most as slow as bound {@code i}. Samples are added as they come and wait until all
 * series of the process are there.
 */
final class Counter {
  /** Samples of one element that wait. */
  private static final class Waiting {
    private final int element;
    private final long[] times;
    private final double[] values;
    private int next;

    Waiting(int element, long[] times, double[] values) {
      this.element = element;
      this.times = times;
      this.values = values;
    }
  }

  private final Role role;
  private final String pod;
  private final List<Waiting> waiting = new ArrayList<>();
  private double[] bounds = new double[0];
  private double[] last = {Double.NaN};
  private double[] now = {Double.NaN};

  Counter(Role role, String pod) {
    this.role = role;
    this.pod = pod;
  }

  /** Adds samples of the total. */
  void add(long[] times, double[] values) {
    waiting.add(new Waiting(0, times, values));
  }

  /** Adds samples of what is at most as slow as a bound; of the total, when it is infinite. */
  void add(double bound, long[] times, double[] values) {
    waiting.add(new Waiting(bound == Double.POSITIVE_INFINITY ? 0 : element(bound), times, values));
  }

  private int element(double bound) {
    for (int i = 0; i < bounds.length; i++) {
      if (bounds[i] == bound) {
        return i + 1;
      }
    }
    bounds = Arrays.copyOf(bounds, bounds.length + 1);
    bounds[bounds.length - 1] = bound;
    last = Arrays.copyOf(last, bounds.length + 1);
    last[bounds.length] = Double.NaN;
    now = Arrays.copyOf(now, bounds.length + 1);
    return bounds.length;
  }

  /** Forgets the samples that wait. */
  void drop() {
    waiting.clear();
  }

  /** The time of the first sample that waits; {@link Long#MAX_VALUE} when none does. */
  long nextTime() {
    long least = Long.MAX_VALUE;
    for (Waiting samples : waiting) {
      if (samples.next < samples.times.length) {
        least = Math.min(least, samples.times[samples.next]);
      }
    }
    return least;
  }

  /** Moves on to a scrape. */
  void scrape(long time) {
    Arrays.fill(now, Double.NaN);
    for (Waiting samples : waiting) {
      if (samples.next < samples.times.length && samples.times[samples.next] == time) {
        now[samples.element] = samples.values[samples.next++];
      }
    }
  }

  /** Whether this counter is in the scrape. */
  boolean isThere() {
    return !Double.isNaN(now[0]);
  }

  /** The total of the scrape before; below 0 when there was none. */
  double before() {
    return Double.isNaN(last[0]) ? -1 : last[0];
  }

  /** The total of this scrape; NaN when this counter is not in it. */
  double now() {
    return now[0];
  }

  /**
   * Tells what was counted up to this scrape.
   *
   * @param restarted whether the process began anew since the scrape before
   */
  void settle(long time, boolean restarted, Origin origin, Difference into) {
    boolean first = Double.isNaN(last[0]);
    if (!first || origin.isNewAt(time)) {
      boolean fromZero = first || restarted || now[0] < last[0];
      double total = fromZero ? now[0] : now[0] - last[0];
      double[] within = new double[bounds.length];
      for (int i = 0; i < bounds.length; i++) {
        double since = fromZero ? now[i + 1] : now[i + 1] - last[i + 1];
        within[i] = since < 0 ? Double.NaN : since;
      }
      into.take(role, time, pod, total, bounds, within);
    }
    System.arraycopy(now, 0, last, 0, now.length);
  }

  /** The process began anew, and has not yet told of this counter. */
  void restarted() {
    if (!Double.isNaN(last[0])) {
      Arrays.fill(last, 0);
    }
  }
}
