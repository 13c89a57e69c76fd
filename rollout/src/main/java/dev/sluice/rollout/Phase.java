package dev.sluice.rollout;

/** What {@code status.phase} says: Flagger's phases (A2) and {@code Frozen}. */
public enum Phase {
  NONE(""),
  INITIALIZING("Initializing"),
  INITIALIZED("Initialized"),
  WAITING("Waiting"),
  PROGRESSING("Progressing"),
  WAITING_PROMOTION("WaitingPromotion"),
  PROMOTING("Promoting"),
  FINALISING("Finalising"),
  SUCCEEDED("Succeeded"),
  FAILED("Failed"),
  /** The analysis failed and {@link Plan.OnFailure#FREEZE} leaves everything for a person. */
  FROZEN("Frozen"),
  TERMINATING("Terminating"),
  TERMINATED("Terminated");

  private final String text;

  Phase(String text) {
    this.text = text;
  }

  /** The text in the status and in hooks; empty for a Canary that was never looked at. */
  public String text() {
    return text;
  }
}
