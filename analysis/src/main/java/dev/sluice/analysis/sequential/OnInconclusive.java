package dev.sluice.analysis.sequential;

/** What happens when the deadline is reached and the evidence decides nothing. */
public enum OnInconclusive {
  /**
   * Promote, if every metric has shown data and the evidence does not lean to a regression;
   * otherwise hold.
   */
  PROMOTE,
  /** Wait for a person. */
  HOLD,
  /** Go back to the primary. */
  ROLLBACK
}
