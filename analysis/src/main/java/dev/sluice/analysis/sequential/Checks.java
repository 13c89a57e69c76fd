package dev.sluice.analysis.sequential;

/** What the records of this package demand of their components. */
final class Checks {
  private Checks() {}

  static void comparison(String name, long minRequests) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a comparison needs a name");
    }
    if (minRequests < 0) {
      throw new IllegalArgumentException(
          name + ": minRequests must be 0 or more; it is " + minRequests);
    }
  }

  static void lines(String name, Margin tolerance, Margin harm) {
    if (!harm.covers(tolerance) || harm.equals(tolerance)) {
      throw new IllegalArgumentException(
          "%s: harm must lie beyond tolerance; tolerance is %s, harm is %s"
              .formatted(name, tolerance, harm));
    }
  }

  static void share(String what, double value) {
    if (!(value > 0 && value <= 1)) {
      throw new IllegalArgumentException(what + " must be above 0 and at most 1; it is " + value);
    }
  }

  static void count(String what, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(what + " must be 0 or more; it is " + value);
    }
  }
}
