package dev.sluice.rollout;

/** What makes a rollout leave a stage, or go on within it. */
public enum Trigger {
  TARGET_FOUND,
  TAKEN_OVER,
  NEW_REVISION,
  NEW_REVISION_GATED,
  BACK_AT_PROMOTED,
  CONFIRMED,
  STEP,
  HOLD,
  APPROVED,
  PROMOTION_GATED,
  PROMOTE,
  FAIL,
  FREEZE,
  TARGET_LOST,
  RETRY,
  RETRY_GATED,
  SUPERSEDED,
  SHIFT_BACK,
  PRIMARY_READY,
  PRIMARY_FAILED,
  DONE,
  UNDO,
  DELETED,
  RELEASED
}
