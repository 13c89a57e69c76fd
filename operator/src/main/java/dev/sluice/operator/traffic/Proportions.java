package dev.sluice.operator.traffic;

import dev.sluice.rollout.Split;
import java.util.Optional;

/**
 * The weights that a route says. Gateways take weights as proportions, so weights that somebody
 * edited mean something even if they do not add up to 100.
 */
public final class Proportions {
  private Proportions() {}

  /**
   * The split that two weights mean.
   *
   * @return empty if both are 0 or one is negative
   */
  public static Optional<Split> split(long primary, long canary, boolean mirrored) {
    long total = primary + canary;
    if (primary < 0 || canary < 0 || total == 0) {
      return Optional.empty();
    }
    int percent = (int) Math.round(100.0 * canary / total);
    return Optional.of(new Split(100 - percent, percent, mirrored));
  }
}
