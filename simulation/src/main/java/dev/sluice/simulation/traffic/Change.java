package dev.sluice.simulation.traffic;

/** One thing that a new version does otherwise than the one before it. */
public sealed interface Change {

  /**
   * Another share of requests fails.
   *
   * @param rate in the long run, 0 to 1; it swings as the service's own does
   */
  record Errors(double rate) implements Change {}

  /**
   * More and more requests fail, up to one half.
   *
   * @param perMinute by how much the share grows each minute, above 0
   */
  record Leak(double perMinute) implements Change {
    private static final double WORST = 0.5;

    double errorRate(double seconds, double own) {
      return Math.min(WORST, own + perMinute * seconds / 60);
    }
  }

  /**
   * All requests take longer.
   *
   * @param factor how many times as long, above 0
   */
  record Slower(double factor) implements Change {}

  /**
   * Some requests take longer.
   *
   * @param share of all, 0 to 1
   * @param factor how many times as long, above 0
   */
  record Tail(double share, double factor) implements Change {}

  /**
   * All requests take longer at first.
   *
   * @param seconds how long from the beginning
   * @param factor how many times as long, above 0
   */
  record ColdStart(double seconds, double factor) implements Change {}
}
