package dev.sluice.rollout;

/**
 * Where a Canary is, finer than its {@link Phase}: what is persisted (by {@link #name()}) and what
 * {@link Transitions} speaks of.
 */
public enum Stage {
  /** Never looked at. */
  NEW(Phase.NONE),
  /** The primary is being made and traffic is being taken over. */
  INITIALIZING(Phase.INITIALIZING),
  /** The first revision serves from the primary; nothing is going on. */
  INITIALIZED(Phase.INITIALIZED),
  /** A new revision waits for its confirm-rollout gates; the canary has not been scaled up. */
  WAITING(Phase.WAITING),
  /** The canary comes up and pre-rollout hooks run; it has no traffic yet. */
  STARTING(Phase.PROGRESSING),
  /** The canary is judged, step by step. */
  ANALYSING(Phase.PROGRESSING),
  /** A step with {@code hold} is over, or a verdict was not reached: a person is awaited. */
  HOLDING(Phase.WAITING),
  /** All rounds passed; confirm-promotion gates are awaited, the analysis goes on. */
  WAITING_PROMOTION(Phase.WAITING_PROMOTION),
  /** The primary gets the judged template; traffic stays where it was. */
  PROMOTING(Phase.PROMOTING),
  /** The primary is ready with the new revision and gets its traffic back in steps. */
  SHIFTING_BACK(Phase.PROMOTING),
  /** All traffic is being taken back to the primary. */
  FINALISING(Phase.FINALISING),
  /** The promoted revision serves from the primary and is watched; the one before can come back. */
  BAKING(Phase.FINALISING),
  /** The promoted revision serves from the primary; nothing is going on. */
  SUCCEEDED(Phase.SUCCEEDED),
  /** The target went back to the promoted revision: traffic to the primary, canary down. */
  RETURNING(Phase.PROGRESSING),
  /** The verdict is against the canary: traffic to the primary, then the canary down. */
  ROLLING_BACK(Phase.PROGRESSING),
  /** The primary did not come up with a revision: the last good one is being restored. */
  RECOVERING(Phase.FAILED),
  /** The rollout failed; the promoted revision serves from the primary. */
  FAILED(Phase.FAILED),
  /** The analysis failed; traffic and pods stay until a person decides. */
  FROZEN(Phase.FROZEN),
  /** The Canary is being deleted and the target is made to serve by itself again. */
  TERMINATING(Phase.TERMINATING),
  /** Nothing holds the Canary any more. */
  TERMINATED(Phase.TERMINATED);

  private final Phase phase;

  Stage(Phase phase) {
    this.phase = phase;
  }

  public Phase phase() {
    return phase;
  }

  /** Whether a revision is on its way and not yet decided upon. */
  public boolean undecided() {
    return switch (this) {
      case WAITING, STARTING, ANALYSING, HOLDING, WAITING_PROMOTION, FROZEN -> true;
      case NEW,
          INITIALIZING,
          INITIALIZED,
          PROMOTING,
          SHIFTING_BACK,
          FINALISING,
          BAKING,
          SUCCEEDED,
          RETURNING,
          ROLLING_BACK,
          RECOVERING,
          FAILED,
          TERMINATING,
          TERMINATED ->
          false;
    };
  }

  /** Whether nothing is left to do until a new revision or a person comes. */
  public boolean atRest() {
    return switch (this) {
      case INITIALIZED, SUCCEEDED, FAILED, FROZEN, TERMINATED -> true;
      case NEW,
          INITIALIZING,
          WAITING,
          STARTING,
          ANALYSING,
          HOLDING,
          WAITING_PROMOTION,
          PROMOTING,
          SHIFTING_BACK,
          FINALISING,
          BAKING,
          RETURNING,
          ROLLING_BACK,
          RECOVERING,
          TERMINATING ->
          false;
    };
  }
}
