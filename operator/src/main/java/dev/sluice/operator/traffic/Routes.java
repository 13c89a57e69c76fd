package dev.sluice.operator.traffic;

import dev.sluice.rollout.Split;

/** What the routing objects say now. */
public sealed interface Routes {
  /** The objects are there and say {@code split}. */
  record Serving(Split split) implements Routes {}

  /** Written, but the gateway has not taken it yet; {@code message} says what is awaited. */
  record Settling(Split split, String message) implements Routes {}

  /** Not there, or not readable; {@code message} says what to do. */
  record Unknown(String reason, String message) implements Routes {
    /**
     * @param object kind, name and namespace
     */
    public static Unknown missing(String object) {
      return new Unknown(
          "RouteMissing", object + " not found; it is made again at the next reconcile");
    }

    /**
     * @param object kind, name and namespace
     * @param what what it lacks
     */
    public static Unknown unreadable(String object, String what) {
      return new Unknown(
          "RouteUnreadable",
          "%s has no %s; it is put right at the next reconcile".formatted(object, what));
    }
  }
}
