package dev.sluice.simulation.rollout;

import java.time.Duration;

/**
 * How a rollout ended. Times are from when the new revision was seen.
 *
 * @param at when it was decided
 * @param answered requests of users that the new revision answered
 * @param excess of those, how many are to be expected to have failed, or to have been slow, because
 *     of it
 * @param perHour as many of an hour's requests, where the new revision was promoted; 0 otherwise
 */
public record Ending(Kind kind, Duration at, long answered, double excess, double perHour) {

  /** What became of the new revision. */
  public enum Kind {
    PROMOTED,
    ROLLED_BACK,
    /** Promoted, and taken back in the bake. */
    TAKEN_BACK,
    /** The analysis failed, and everything stays until a person decides. */
    FROZEN,
    /** Nothing was decided, and a person is asked. */
    UNDECIDED
  }

  /** Whether it was found to be bad. */
  public boolean givenUp() {
    return switch (kind) {
      case ROLLED_BACK, TAKEN_BACK, FROZEN -> true;
      case PROMOTED, UNDECIDED -> false;
    };
  }
}
