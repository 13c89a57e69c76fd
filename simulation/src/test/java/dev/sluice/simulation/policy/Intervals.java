package dev.sluice.simulation.policy;

import dev.sluice.simulation.traffic.Counts;
import dev.sluice.simulation.traffic.Latency;
import java.util.OptionalDouble;

/** Hand-made intervals, one after the other. */
final class Intervals {
  /** All requests take between 100 and 250 ms. */
  static final double USUAL = 100;

  private final double length;
  private double now;

  Intervals(double length) {
    this.length = length;
  }

  /** In a step that is not the last. */
  IntervalObservation next(Counts canary) {
    return next(OptionalDouble.of(0.5), canary, canary);
  }

  /** In the last step. */
  IntervalObservation last(Counts canary, Counts control) {
    return next(OptionalDouble.empty(), canary, control);
  }

  /** Requests that all take longer than this, and not longer than the next bound. */
  static Counts counts(long requests, long errors, double milliseconds) {
    long[] slower =
        Latency.BOUNDS.stream().mapToLong(bound -> bound <= milliseconds ? requests : 0).toArray();
    return Counts.of(requests, errors, slower);
  }

  private IntervalObservation next(OptionalDouble nextWeight, Counts canary, Counts control) {
    IntervalObservation observation =
        new IntervalObservation(now, length, 0.2, nextWeight, canary, control);
    now += length;
    return observation;
  }
}
