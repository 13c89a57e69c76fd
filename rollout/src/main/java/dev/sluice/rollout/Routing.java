package dev.sluice.rollout;

/** What the routing objects say. */
public sealed interface Routing {
  /** They say this, and the gateway has taken it. */
  record Serving(Split split) implements Routing {}

  /** Written, but not yet taken by the gateway. */
  record Settling(Split split, String message) implements Routing {}

  /** Not there, or not readable. */
  record Unknown(String message) implements Routing {}
}
