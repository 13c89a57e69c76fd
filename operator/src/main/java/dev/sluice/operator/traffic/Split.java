package dev.sluice.operator.traffic;

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
}
