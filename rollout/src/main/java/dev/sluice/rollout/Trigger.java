package dev.sluice.rollout;

/** What makes a rollout leave a stage, or begin it anew. */
public enum Trigger {
  TARGET_FOUND,
  TAKEN_OVER,
  NEW_REVISION,
  NEW_REVISION_GATED,
  BACK_AT_PROMOTED,
  RETRY,
  RETRY_GATED,
  CONFIRMED,
  STEP,
  HOLD,
  PROMOTION_GATED,
  PROMOTE,
  FAIL,
  FREEZE,
  TARGET_LOST,
  SHIFT_BACK,
  PRIMARY_READY,
  PRIMARY_FAILED,
  BAKE,
  BAKE_FAILED,
  ABORT_PROMOTION,
  DONE,
  UNDO,
  DELETED,
  RELEASED
}
