package dev.sluice.rollout;

import java.time.Duration;

/** Who judges the rounds of checks, as far as it matters to when they come and what they decide. */
public sealed interface Judging {
  /** Each value against its bounds, once an interval. */
  record Threshold() implements Judging {}

  /**
   * Evidence is gathered from both arms in rounds of their own between those of the interval; hooks
   * and checks with bounds are asked only in the latter, which are complete rounds.
   *
   * @param evidenceInterval time from one round to the next; positive
   * @param earlyPromotion whether a step is left before its time is over, and the steps that remain
   *     are skipped, when the evidence is strong enough
   */
  record Sequential(Duration evidenceInterval, boolean earlyPromotion) implements Judging {
    public Sequential {
      if (!evidenceInterval.isPositive()) {
        throw new IllegalArgumentException("the evidence interval must be positive");
      }
    }
  }
}
