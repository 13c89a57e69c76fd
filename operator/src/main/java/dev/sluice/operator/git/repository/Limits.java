package dev.sluice.operator.git.repository;

import java.time.Duration;

/**
 * What one repository may cost.
 *
 * @param bytes the most that one fetch may transfer, 1 or more
 * @param silence how long a server may send nothing
 * @param deadline how long a fetch or push may take as a whole
 * @param depth how many commits of a branch a first fetch brings, 1 or more
 */
public record Limits(long bytes, Duration silence, Duration deadline, int depth) {
  /** 512 MiB in two minutes, silent for 20 seconds at most; the newest 50 commits. */
  public static final Limits DEFAULT =
      new Limits(512L << 20, Duration.ofSeconds(20), Duration.ofMinutes(2), 50);

  public Limits {
    if (bytes < 1 || depth < 1 || silence.toSeconds() < 1 || deadline.isNegative()) {
      throw new IllegalArgumentException(
          "bytes, depth and the seconds of silence must be 1 or more, and the deadline positive");
    }
  }
}
