package dev.sluice.simulation.bench;

/**
 * What came of one rollout.
 *
 * @param at seconds from the beginning of the analysis
 * @param excess how many requests are to be expected to have failed, or to have been slow, on
 *     account of the new version; a bad one that was not taken away goes on for an hour with all
 *     traffic
 */
record Outcome(End end, double at, double excess) {

  enum End {
    ROLLED_BACK,
    PROMOTED,
    /** Promoted because time was up. */
    PROMOTED_UNDECIDED,
    /** Neither, to the end. */
    OPEN
  }

  boolean rolledBack() {
    return end == End.ROLLED_BACK;
  }

  boolean promoted() {
    return end == End.PROMOTED || end == End.PROMOTED_UNDECIDED;
  }
}
