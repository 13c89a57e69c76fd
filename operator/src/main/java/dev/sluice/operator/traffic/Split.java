package dev.sluice.operator.traffic;

import java.util.Optional;

/**
 * How the traffic is shared.
 *
 * @param primary percent of the traffic that the primary gets
 * @param canary percent of the traffic that the canary gets; both add up to 100
 * @param mirrored whether the canary also gets a copy of the primary's requests
 */
public record Split(int primary, int canary, boolean mirrored) {
  /** Everything to the primary. */
  public static final Split PRIMARY = new Split(100, 0, false);

  public Split {
    if (primary < 0 || canary < 0 || primary + canary != 100) {
      throw new IllegalArgumentException(
          "weights must add up to 100: primary %d, canary %d".formatted(primary, canary));
    }
  }

  /**
   * The split that two weights mean. Gateways take weights as proportions, so weights that somebody
   * edited mean something even if they do not add up to 100.
   *
   * @return empty if both are 0 or one is negative
   */
  public static Optional<Split> ofProportions(long primary, long canary, boolean mirrored) {
    long total = primary + canary;
    if (primary < 0 || canary < 0 || total == 0) {
      return Optional.empty();
    }
    int percent = (int) Math.round(100.0 * canary / total);
    return Optional.of(new Split(100 - percent, percent, mirrored));
  }
}
