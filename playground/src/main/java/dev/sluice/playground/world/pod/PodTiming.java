package dev.sluice.playground.world.pod;

import java.time.Duration;

/**
 * How fast life on the node is.
 *
 * @param startDelay from a pod's arrival on the node until its containers start
 * @param pace what a second of a probe's delay or period, or of a restart's back-off, lasts: 1 for
 *     real time, 0.1 for ten times as fast; at most 1
 * @param drain how long a program that was told to stop goes on serving, so that nobody who still
 *     knows its address is turned away
 */
public record PodTiming(Duration startDelay, double pace, Duration drain) {
  public PodTiming {
    if (pace <= 0 || pace > 1) {
      throw new IllegalArgumentException("pace must be in (0, 1]: " + pace);
    }
    if (startDelay.isNegative() || drain.isNegative()) {
      throw new IllegalArgumentException("delays must not be negative");
    }
  }

  /** So many seconds at this pace. */
  Duration seconds(double seconds) {
    return Duration.ofNanos((long) (seconds * pace * 1e9));
  }
}
