package dev.sluice.analysis.sequential;

/** Whom the canary is compared with. */
public enum Against {
  PRIMARY("primary"),
  /** A fresh copy of the old revision. */
  BASELINE("baseline"),
  /**
   * After a promotion: the promoted revision, in the canary's place, against what the primary did
   * before the rollout, which stays as it was. Nobody is in the primary's place.
   */
  OWN_PAST("the time before the rollout");

  private final String word;

  Against(String word) {
    this.word = word;
  }

  /** What people call it. */
  String word() {
    return word;
  }

  /** Whether nobody answers beside the canary. */
  boolean past() {
    return this == OWN_PAST;
  }
}
