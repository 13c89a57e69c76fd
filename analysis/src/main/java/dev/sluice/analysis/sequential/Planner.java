package dev.sluice.analysis.sequential;

import java.time.Duration;
import java.util.List;

/** Says before a rollout what it will take. */
public final class Planner {
  private Planner() {}

  /**
   * A step of the ramp.
   *
   * @param weight the canary's share of the traffic, 0 to 1
   * @param length how long it lasts at least
   */
  public record Step(double weight, Duration length) {}

  /**
   * How many canary requests a verdict needs, and how long these steps take to bring them at the
   * traffic of the last minutes of the history. The last step goes on as long as it must.
   */
  public static Estimate estimate(Settings settings, History history, List<Step> steps) {
    return new Estimate(
        0, null, false, "how many requests a verdict needs is not known without a history");
  }
}
