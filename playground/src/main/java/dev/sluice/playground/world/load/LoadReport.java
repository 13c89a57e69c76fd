package dev.sluice.playground.world.load;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What the clients saw until now.
 *
 * @param requests that were answered or given up
 * @param failures of them: no answer, or a status of 400 and above
 * @param unsent requests that were due while too many were open
 * @param versions by the version that the answer named; requests without an answer, and answers of
 *     the gateway's own, are under {@link #NOBODY}
 * @param seconds the latest seconds, oldest first
 */
public record LoadReport(
    long requests,
    long failures,
    long unsent,
    Map<String, Version> versions,
    List<Second> seconds) {
  /** Stands for the version when no pod answered. */
  public static final String NOBODY = "";

  /** What one version did to the clients. Quantiles are exact to 5 %. */
  public record Version(long requests, long failures, Duration median, Duration p99) {}

  /**
   * One second of load.
   *
   * @param slowest how long the slowest request that ended in it took
   * @param byVersion requests that each version answered
   */
  public record Second(
      Instant start, long requests, long failures, Duration slowest, Map<String, Long> byVersion) {}

  /** What a version did, which is nothing if it was never met. */
  public Version version(String name) {
    return versions.getOrDefault(name, new Version(0, 0, Duration.ZERO, Duration.ZERO));
  }
}
