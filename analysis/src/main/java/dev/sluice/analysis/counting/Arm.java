package dev.sluice.analysis.counting;

/** Who serves requests. */
public enum Arm {
  /** The target, while it runs the new revision. */
  CANARY,
  /** What serves production. */
  PRIMARY,
  /** A fresh copy of the old revision, of the canary's size and age. */
  BASELINE
}
