package dev.sluice.analysis.sequential;

import java.util.function.DoubleConsumer;

/**
 * What the primary did lately: sums of bad and of all requests in which older ones count less, by
 * half every ten minutes. It is read before an interval is judged and changed after, so that what
 * an interval is judged with never depends on it.
 */
final class Recent {
  private static final double HALF_LIFE_NANOS = 600e9;
  private static final double LN_2 = StrictMath.log(2);

  private final double[] bad;
  private final double priorAll;
  private double all;

  /**
   * @param kinds how many kinds of bad requests are counted
   * @param priorAll how many requests, half of one of them bad, are taken for seen beforehand
   */
  Recent(int kinds, double priorAll) {
    this.bad = new double[kinds];
    this.priorAll = priorAll;
  }

  /** What a time of this length leaves of the sums. */
  static double decay(long nanos) {
    return StrictMath.exp(-LN_2 * nanos / HALF_LIFE_NANOS);
  }

  void decay(double factor) {
    for (int i = 0; i < bad.length; i++) {
      bad[i] *= factor;
    }
    all *= factor;
  }

  void add(int kind, double count) {
    bad[kind] += count;
  }

  void addAll(double count) {
    all += count;
  }

  /** The share, or rate, of one kind; above 0. */
  double share(int kind) {
    return (bad[kind] + 0.5) / (all + priorAll);
  }

  void state(DoubleConsumer out) {
    for (double value : bad) {
      out.accept(value);
    }
    out.accept(all);
  }
}
