package dev.sluice.rollout;

/**
 * How the traffic is shared; for an A/B test, how the matching requests are.
 *
 * @param primary percent to the primary
 * @param canary percent to the canary; both add up to 100
 * @param mirrored whether the canary also gets a copy of the primary's requests
 */
public record Split(int primary, int canary, boolean mirrored) {
  /** Everything to the primary. */
  public static final Split PRIMARY = new Split(100, 0, false);

  /** Everything to the canary. */
  public static final Split CANARY = new Split(0, 100, false);

  public Split {
    if (primary < 0 || canary < 0 || primary + canary != 100) {
      throw new IllegalArgumentException(
          "weights must add up to 100: primary %d, canary %d".formatted(primary, canary));
    }
  }

  /** A share for the canary, from 0 to 100, and the rest for the primary. */
  public static Split canary(int weight) {
    return new Split(100 - weight, weight, false);
  }
}
