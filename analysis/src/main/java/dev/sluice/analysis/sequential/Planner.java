package dev.sluice.analysis.sequential;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says before a rollout what it will take. */
public final class Planner {
  private final Settings settings;
  private final List<Step> steps;
  private final double perInterval;
  private double requests;
  private double intervals;

  private Planner(Settings settings, List<Step> steps, double perInterval) {
    this.settings = settings;
    this.steps = steps;
    this.perInterval = perInterval;
  }

  /**
   * A step of the ramp.
   *
   * @param weight the canary's share of the traffic, above 0, at most 1
   * @param length how long it lasts at least
   */
  public record Step(double weight, Duration length) {
    public Step {
      Checks.share("a step's weight", weight);
      if (length.isNegative()) {
        throw new IllegalArgumentException("a step's length must not be negative: " + length);
      }
    }
  }

  /**
   * How many canary requests it takes to vouch for a canary that is as good as the primary, and how
   * long these steps take to bring them at the traffic of the last minutes of the history. The last
   * step goes on as long as it must.
   *
   * @param steps at least one
   */
  public static Estimate estimate(Settings settings, History history, List<Step> steps) {
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("a plan needs a step");
    }
    double seconds = settings.interval().toMillis() / 1e3;
    double all = PastTraffic.perSecond(history) * seconds;
    // Without traffic, ratios of requests still tell how many are needed.
    Planner planner = new Planner(settings, List.copyOf(steps), all > 0 ? all : 1);
    Evidence evidence = Evidence.of(settings, history);
    for (Track track : evidence.merged().deciding()) {
      planner.plan(track.fold, evidence.promotionAt());
    }
    @Nullable Duration time =
        all > 0 ? Expectation.time(planner.intervals, settings.interval()) : null;
    return Expectation.estimate(settings, planner.requests, time, Duration.ZERO, "");
  }

  private void plan(MetricFold fold, double needed) {
    for (int i = 0; i < fold.components(); i++) {
      walk(fold, i, needed);
    }
    if (!fold.averaged()) {
      intervals = Math.max(intervals, StudentMixture.LEAST);
    }
  }

  private void walk(MetricFold fold, int component, double needed) {
    double missing = needed;
    double canary = 0;
    double elapsed = 0;
    for (int s = 0; s < steps.size() && missing > 0; s++) {
      double weight = steps.get(s).weight();
      double own = perInterval * weight;
      double gain = fold.expectedGain(component, own, perInterval - own);
      double length = (double) steps.get(s).length().toNanos() / settings.interval().toNanos();
      double enough = gain > 0 ? missing / gain : Double.POSITIVE_INFINITY;
      double stay = s == steps.size() - 1 ? enough : Math.min(enough, length);
      missing = enough <= stay ? 0 : missing - gain * stay;
      canary += own * stay;
      elapsed += stay;
    }
    if (fold.averaged()) {
      requests = Math.max(requests, canary);
    }
    intervals = Math.max(intervals, elapsed);
  }
}
