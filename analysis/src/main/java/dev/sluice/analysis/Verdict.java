package dev.sluice.analysis;

/** What one check says. */
public enum Verdict {
  PASSED,
  /** Nothing that decides yet, either way. */
  UNDECIDED,
  /** Out of bounds, or nothing that could be judged. */
  FAILED,
  /** Nothing that could be judged, and the check prefers to wait. */
  HELD,
  /** Out of bounds, and one failure is enough. */
  CRITICAL
}
