package dev.sluice.simulation.traffic;

import java.util.List;

/**
 * A new version: what it does otherwise than the one before it, and from when on.
 *
 * @param onset seconds from the beginning of the analysis until the changes show, 0 or more
 * @param changes none for a version that is the same
 */
public record Release(double onset, List<Change> changes) {
  public Release {
    changes = List.copyOf(changes);
  }

  /** A version with these changes from the beginning. */
  public static Release of(Change... changes) {
    return new Release(0, List.of(changes));
  }

  /** The same version, whose changes show only after so many seconds. */
  public Release from(double seconds) {
    return new Release(seconds, changes);
  }

  /**
   * This version's error rate.
   *
   * @param base of the service, in the long run
   * @param own what a version without a change would have at this time
   */
  double errorRate(double seconds, double base, double own) {
    double rate = own;
    for (Change change : showing(seconds)) {
      rate =
          switch (change) {
            case Change.Errors errors -> errors.rate() * own / base;
            case Change.Leak leak -> leak.errorRate(seconds - onset, own);
            case Change.Slower _, Change.Tail _, Change.ColdStart _ -> rate;
          };
    }
    return rate;
  }

  /** How many times as long as before this version's requests take, the tail aside. */
  double latencyFactor(double seconds) {
    double factor = 1;
    for (Change change : showing(seconds)) {
      factor *=
          switch (change) {
            case Change.Slower slower -> slower.factor();
            case Change.ColdStart cold -> seconds < cold.seconds() ? cold.factor() : 1;
            case Change.Errors _, Change.Leak _, Change.Tail _ -> 1;
          };
    }
    return factor;
  }

  /** The requests that take longer than the others, if any do now. */
  Change.Tail tail(double seconds) {
    for (Change change : showing(seconds)) {
      if (change instanceof Change.Tail tail) {
        return tail;
      }
    }
    return new Change.Tail(0, 1);
  }

  private List<Change> showing(double seconds) {
    return seconds >= onset ? changes : List.of();
  }
}
