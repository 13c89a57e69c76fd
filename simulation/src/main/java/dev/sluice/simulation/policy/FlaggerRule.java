package dev.sluice.simulation.policy;

import dev.sluice.simulation.traffic.Counts;
import org.jspecify.annotations.Nullable;

/**
 * Flagger's rule, from {@code pkg/controller/scheduler.go} of Flagger 1.44: once a minute the
 * canary's success rate and 99th percentile are compared with fixed bounds. A check that fails, or
 * has no value, is counted and nothing advances; at the beginning of a tick the rollout is rolled
 * back if as many checks failed as are allowed. Failures are never forgotten.
 */
public final class FlaggerRule implements Policy {
  private static final double INTERVAL = 60;
  private static final double QUANTILE = 0.99;

  private final Bounds bounds;
  private final int threshold;
  private @Nullable Counts seen;
  private double since;
  private int failed;

  /**
   * What a check must keep.
   *
   * @param successRate at least, in per cent
   * @param milliseconds 99th percentile at most
   */
  public record Bounds(double successRate, double milliseconds) {
    /** Those of Flagger's own examples. */
    public static final Bounds DEFAULT = new Bounds(99, 500);

    /**
     * Those of someone who knows the service: half as many errors again as it has, and a little
     * beyond the bucket that its 99th percentile falls into.
     *
     * @param errorRate of the service, 0 to 1
     */
    public static Bounds tuned(double errorRate) {
      return new Bounds(100 - 100 * (1.5 * errorRate + 0.001), 515);
    }
  }

  /**
   * @param threshold how many failed checks lead to a rollback, 1 or more
   */
  public FlaggerRule(Bounds bounds, int threshold) {
    this.bounds = bounds;
    this.threshold = threshold;
  }

  @Override
  public Decision step(IntervalObservation observation) {
    seen = seen == null ? observation.canary() : seen.plus(observation.canary());
    if (observation.end() < since + INTERVAL) {
      return Decision.STAY;
    }
    Counts minute = seen;
    seen = null;
    since = observation.end();
    if (failed >= threshold) {
      return Decision.ROLL_BACK;
    }
    if (!passes(minute)) {
      failed++;
      return Decision.STAY;
    }
    return observation.last() ? Decision.PROMOTE : Decision.ADVANCE;
  }

  private boolean passes(Counts minute) {
    double successRate = 100.0 * (minute.requests() - minute.errors()) / minute.requests();
    return successRate >= bounds.successRate()
        && HistogramQuantile.of(QUANTILE, minute) <= bounds.milliseconds();
  }
}
