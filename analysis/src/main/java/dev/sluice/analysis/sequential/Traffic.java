package dev.sluice.analysis.sequential;

import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * How many requests come, and whether the canary gets its share of them. Nothing of this decides
 * how the arms compare.
 */
final class Traffic {
  private static final double LEAST_EXPECTED = 20;
  private static final double HALF_LIFE_NANOS = 120e9;
  private static final double LN_2 = StrictMath.log(2);
  private static final double LEAST_FOR_SHARE = 100;
  private static final double ASTRAY = 2;

  private double perSecond;
  private double seen;

  private int silent;
  private double missed;

  private double stepCanary;
  private double stepAll;
  private double stepExpected;

  Traffic(double perSecond) {
    this.perSecond = perSecond;
    this.seen = perSecond > 0 ? 1 : 0;
  }

  void enterStep() {
    stepCanary = 0;
    stepAll = 0;
    stepExpected = 0;
  }

  /** Only requests count; an interval in which none of the metrics has them tells nothing. */
  void fold(Interval interval, boolean inStep) {
    double canary = -1;
    double primary = -1;
    List<Arms> metrics = interval.metrics();
    for (int i = 0; i < metrics.size(); i++) {
      switch (metrics.get(i)) {
        case Arms.Counts counts -> {
          canary = Math.max(canary, (double) counts.canaryTotal());
          primary = Math.max(primary, (double) counts.primaryTotal());
        }
        case Arms.Histograms histograms -> {
          canary = Math.max(canary, (double) histograms.canary().total());
          primary = Math.max(primary, (double) histograms.primary().total());
        }
        case Arms.Values values -> {}
        case Arms.Events events -> {}
        case Arms.Missing missing -> {}
      }
    }
    if (canary >= 0) {
      count(interval, canary, primary, inStep);
    }
  }

  private void count(Interval interval, double canary, double primary, boolean inStep) {
    double nanos = interval.length().toNanos();
    double keep = seen > 0 ? StrictMath.exp(-LN_2 * nanos / HALF_LIFE_NANOS) : 0;
    perSecond = keep * perSecond + (1 - keep) * (canary + primary) / (nanos / 1e9);
    seen = 1;
    double weight = interval.weight();
    double expected = weight < 1 ? weight / (1 - weight) * primary : 0;
    if (canary > 0) {
      silent = 0;
      missed = 0;
    } else if (expected >= LEAST_EXPECTED) {
      silent++;
      missed += expected;
    }
    if (inStep) {
      stepCanary += canary;
      stepAll += canary + primary;
      stepExpected += weight * (canary + primary);
    }
  }

  /** Intervals in a row in which the canary should have got requests and got none. */
  int silentIntervals() {
    return silent;
  }

  /** How many requests it should have got in them, about. */
  double missedRequests() {
    return missed;
  }

  /** Requests of both arms in a second, lately. */
  double perSecond() {
    return perSecond;
  }

  /** The canary's share, as it is in this step, or as it should be before anything was seen. */
  double share(double weight) {
    return stepAll > 0 && stepCanary > 0 ? stepCanary / stepAll : weight;
  }

  /** Whether the canary's share of this step's requests is not at all what it should be. */
  boolean astray() {
    return stepExpected >= LEAST_FOR_SHARE
        && (stepCanary > ASTRAY * stepExpected || stepCanary < stepExpected / ASTRAY);
  }

  /** What the share should be in this step. */
  double expectedShare() {
    return stepExpected / stepAll;
  }

  void state(DoubleConsumer out) {
    out.accept(perSecond);
    out.accept(silent);
    out.accept(missed);
    out.accept(stepCanary);
    out.accept(stepAll);
    out.accept(stepExpected);
  }
}
