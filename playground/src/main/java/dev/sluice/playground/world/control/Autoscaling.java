package dev.sluice.playground.world.control;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What an autoscaler has recommended lately, so that it scales down only to the highest of it.
 *
 * <p>Not safe for use by several threads.
 */
final class Autoscaling {
  /** Below this difference nothing is done, as Kubernetes has it. */
  private static final double TOLERANCE = 0.1;

  private record Recommendation(Instant at, int replicas) {}

  private final Deque<Recommendation> recent = new ArrayDeque<>();

  /**
   * Replicas for a load that is {@code ratio} times what it should be.
   *
   * @param now replicas that carry it
   */
  static int forRatio(int now, double ratio) {
    return Math.abs(ratio - 1) <= TOLERANCE ? now : (int) Math.ceil(now * ratio);
  }

  /** The highest recommendation within the window, this one included. */
  int stabilized(int recommended, Instant at, Duration window) {
    recent.addLast(new Recommendation(at, recommended));
    while (recent.getFirst().at().isBefore(at.minus(window))) {
      recent.removeFirst();
    }
    return recent.stream().mapToInt(Recommendation::replicas).max().orElse(recommended);
  }
}
