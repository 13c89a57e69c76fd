package dev.sluice.rollout;

/**
 * How the traffic is shared; for an A/B test, how the matching requests are.
 *
 * @param primary percent to the primary
 * @param canary percent to the canary
 * @param baseline percent to the baseline; all three add up to 100
 * @param mirrored whether the canary also gets a copy of the primary's requests
 */
public record Split(int primary, int canary, int baseline, boolean mirrored) {
  /** Everything to the primary. */
  public static final Split PRIMARY = new Split(100, 0, false);

  /** Everything to the canary. */
  public static final Split CANARY = new Split(0, 100, false);

  public Split {
    if (primary < 0 || canary < 0 || baseline < 0 || primary + canary + baseline != 100) {
      throw new IllegalArgumentException(
          "weights must add up to 100: primary %d, canary %d, baseline %d"
              .formatted(primary, canary, baseline));
    }
  }

  /** Between primary and canary alone. */
  public Split(int primary, int canary, boolean mirrored) {
    this(primary, canary, 0, mirrored);
  }

  /** A share for the canary, from 0 to 100, and the rest for the primary. */
  public static Split canary(int weight) {
    return new Split(100 - weight, weight, false);
  }

  /**
   * The same for the canary, and as much for the baseline; what the canary leaves where that is
   * less, so above 50. The primary keeps the rest: 10 gives 80, 10 and 10, 50 gives 0, 50 and 50,
   * 70 gives 0, 70 and 30. Copies of requests are no share: they are compared with the primary's
   * answers to those requests.
   */
  public Split withBaseline() {
    int share = Math.min(canary, 100 - canary);
    return new Split(100 - canary - share, canary, share, mirrored);
  }

  /** The same for the canary; the primary has what the baseline had. */
  public Split withoutBaseline() {
    return new Split(primary + baseline, canary, 0, mirrored);
  }
}
