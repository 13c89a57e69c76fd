package dev.sluice.simulation.policy;

/** What a policy wants done. The weights belong to whoever asks it. */
public enum Decision {
  /** Stay at this weight. */
  STAY,
  /** Go to the next weight. */
  ADVANCE,
  /** Release the new version. */
  PROMOTE,
  /** Release it although nothing is certain, because time is up. */
  PROMOTE_UNDECIDED,
  /** Take the new version away. */
  ROLL_BACK
}
