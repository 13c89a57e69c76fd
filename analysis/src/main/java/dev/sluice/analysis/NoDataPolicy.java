package dev.sluice.analysis;

/** What a check says when its metric has no value. A source that fails never passes a check. */
public enum NoDataPolicy {
  /** The check fails, and counts as a failed check. */
  FAIL,
  /** The rollout waits; nothing is counted. Also when the source fails. */
  HOLD,
  /** The check passes. A source that fails still fails it. */
  PASS
}
