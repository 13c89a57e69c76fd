package dev.sluice.operator.traffic;

/** What the routing objects say now. */
public sealed interface Routes {
  /** The objects are there and say {@code split}. */
  record Serving(Split split) implements Routes {}

  /** Written, but the gateway has not taken it yet; {@code message} says what is awaited. */
  record Settling(Split split, String message) implements Routes {}

  /** Not there, or not readable; {@code message} says what to do. */
  record Unknown(String reason, String message) implements Routes {}
}
