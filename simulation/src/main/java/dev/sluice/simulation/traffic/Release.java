package dev.sluice.simulation.traffic;

import java.util.List;
import java.util.stream.Stream;

/**
 * A new version: what it does otherwise than the one before it, and from when on.
 *
 * @param parts none for a version that is the same
 */
public record Release(List<Part> parts) {
  public Release {
    parts = List.copyOf(parts);
  }

  /**
   * A change and its beginning.
   *
   * @param onset seconds from the beginning of the analysis until it shows, 0 or more
   */
  public record Part(double onset, Change change) {}

  /** A version with these changes from the beginning. */
  public static Release of(Change... changes) {
    return new Release(Stream.of(changes).map(change -> new Part(0, change)).toList());
  }

  /** The same version, whose changes show only after so many seconds. */
  public Release from(double seconds) {
    return new Release(parts.stream().map(part -> new Part(seconds, part.change())).toList());
  }

  /** A version with the changes of both. */
  public Release and(Release other) {
    return new Release(Stream.concat(parts.stream(), other.parts.stream()).toList());
  }

  /** Seconds from the beginning of the analysis until the first change shows; 0 if none does. */
  public double onset() {
    return parts.stream().mapToDouble(Part::onset).min().orElse(0);
  }

  /**
   * This version's error rate.
   *
   * @param base of the service, in the long run
   * @param own what a version without a change would have at this time
   */
  double errorRate(double seconds, double base, double own) {
    double rate = own;
    for (Part part : parts) {
      if (seconds >= part.onset) {
        rate =
            switch (part.change) {
              case Change.Errors errors -> base > 0 ? errors.rate() * own / base : errors.rate();
              case Change.Leak leak -> leak.errorRate(seconds - part.onset, own);
              case Change.Slower _, Change.Tail _, Change.ColdStart _ -> rate;
            };
      }
    }
    return rate;
  }

  /** How many times as long as before this version's requests take, the tail aside. */
  double latencyFactor(double seconds) {
    double factor = 1;
    for (Part part : parts) {
      if (seconds >= part.onset) {
        factor *=
            switch (part.change) {
              case Change.Slower slower -> slower.factor();
              case Change.ColdStart cold -> seconds < cold.seconds() ? cold.factor() : 1;
              case Change.Errors _, Change.Leak _, Change.Tail _ -> 1;
            };
      }
    }
    return factor;
  }

  /** The requests that take longer than the others, if any do now. */
  Change.Tail tail(double seconds) {
    for (Part part : parts) {
      if (seconds >= part.onset && part.change instanceof Change.Tail tail) {
        return tail;
      }
    }
    return new Change.Tail(0, 1);
  }
}
