package dev.sluice.playground.world;

import dev.sluice.playground.world.gateway.GatewayPorts;
import dev.sluice.playground.world.pod.PodTiming;
import java.time.Duration;

/**
 * How the world behaves.
 *
 * @param podStartDelay from a pod's arrival on its node until its containers start
 * @param pace what a second of a probe's delay or period, of a restart's back-off and of an
 *     autoscaler's round lasts: 1 for real time, 0.1 for ten times as fast; in (0, 1]
 * @param drain how long a pod that was told to stop goes on serving
 * @param ports where the gateway listens
 */
public record WorldOptions(
    Duration podStartDelay, double pace, Duration drain, GatewayPorts ports) {
  public WorldOptions {
    // Checked where they are used as well, so that the error names what the caller wrote.
    if (pace <= 0 || pace > 1) {
      throw new IllegalArgumentException("pace must be in (0, 1]: " + pace);
    }
  }

  /** As a small real cluster: pods take a second to start, probes run in real time. */
  public static WorldOptions realistic() {
    return new WorldOptions(Duration.ofSeconds(1), 1, Duration.ofSeconds(2), GatewayPorts.ANY);
  }

  /** For tests: the same, but everything that only takes time takes a tenth of it or less. */
  public static WorldOptions fast() {
    return new WorldOptions(Duration.ofMillis(50), 0.1, Duration.ofMillis(500), GatewayPorts.ANY);
  }

  public WorldOptions withPodStartDelay(Duration delay) {
    return new WorldOptions(delay, pace, drain, ports);
  }

  public WorldOptions withPorts(GatewayPorts wanted) {
    return new WorldOptions(podStartDelay, pace, drain, wanted);
  }

  PodTiming timing() {
    return new PodTiming(podStartDelay, pace, drain);
  }
}
