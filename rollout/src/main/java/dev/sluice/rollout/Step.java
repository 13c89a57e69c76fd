package dev.sluice.rollout;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One step of the analysis: a split that is judged for at least one round.
 *
 * @param split where the traffic goes in this step
 * @param iteration the iteration that the contract counts, from 1; 0 in a weighted canary and in
 *     the last, switched step of blue/green
 * @param duration the least time in this step; zero means one round after one interval
 * @param hold whether a person must approve before the next step
 * @param replicas the canary's size in this step, if it differs from the plan's
 * @param name what people call it, if they do
 */
public record Step(
    Split split,
    int iteration,
    Duration duration,
    boolean hold,
    @Nullable CanarySize replicas,
    @Nullable String name) {
  public Step {
    if (duration.isNegative() || iteration < 0) {
      throw new IllegalArgumentException("a step's duration and iteration cannot be negative");
    }
  }

  /** A step that gives the canary {@code weight} percent, from 0 to 100. */
  public static Step weight(int weight) {
    return new Step(Split.canary(weight), 0, Duration.ZERO, false, null, null);
  }

  static Step iteration(int iteration, Split split) {
    return new Step(split, iteration, Duration.ZERO, false, null, null);
  }

  static Step mirrored() {
    return new Step(new Split(100, 0, true), 0, Duration.ZERO, false, null, null);
  }
}
