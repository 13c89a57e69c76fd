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
   * The split that three weights mean, in whole percent.
   *
   * @return empty if all are 0 or one is negative
   */
  public static Optional<Split> split(long primary, long canary, long baseline, boolean mirrored) {
    long total = primary + canary + baseline;
    if (primary < 0 || canary < 0 || baseline < 0 || total == 0) {
      return Optional.empty();
    }
    int toCanary = percent(canary, total);
    int toBaseline = Math.min(percent(baseline, total), 100 - toCanary);
    return Optional.of(new Split(100 - toCanary - toBaseline, toCanary, toBaseline, mirrored));
  }

  private static int percent(long weight, long total) {
    return (int) Math.round(100.0 * weight / total);
  }
}
