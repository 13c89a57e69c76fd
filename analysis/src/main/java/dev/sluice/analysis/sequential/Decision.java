package dev.sluice.analysis.sequential;

/** What the evidence says about the rollout as a whole. */
public enum Decision {
  /** The canary is worse than tolerance allows: go back now, also within a step. */
  ROLLBACK,
  /**
   * At the last step, or at any with early promotion, and after the soak, the canary is shown to be
   * no worse than harm allows.
   */
  PROMOTE,
  /** The next step may begin. */
  ADVANCE,
  /** Undecided: stay, and look again after the next interval. */
  CONTINUE,
  /** The canary should have got requests and got none: stay. */
  NOT_RECEIVING_TRAFFIC,
  /** The deadline is reached without an answer: see {@link Judgement#atDeadline()}. */
  INCONCLUSIVE
}
