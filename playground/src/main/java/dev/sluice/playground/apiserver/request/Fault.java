package dev.sluice.playground.apiserver.request;

import java.time.Duration;
import java.util.Optional;

/** What happens to a request instead of, or before, its answer. */
public sealed interface Fault {
  /**
   * The request is refused, with a {@code Status} body, and has no effect.
   *
   * @param retryAfter whole seconds are sent as {@code Retry-After}
   */
  record Refuse(int code, String reason, String message, Optional<Duration> retryAfter)
      implements Fault {}

  /** The request is handled, but only after a while. */
  record Delay(Duration by) implements Fault {}

  /** The connection is closed without an answer, and the request has no effect. */
  record Drop() implements Fault {}

  /** The request is handled, but the connection is closed before the client gets the answer. */
  record LoseAnswer() implements Fault {}

  /** A watch is cut after a while; other requests are answered as ever. */
  record CutWatch(Duration after) implements Fault {}

  static Fault conflict() {
    return new Refuse(
        409,
        "Conflict",
        "Operation cannot be fulfilled: the object has been modified; please apply your changes to"
            + " the latest version and try again",
        Optional.empty());
  }

  static Fault tooManyRequests(Duration retryAfter) {
    return new Refuse(
        429,
        "TooManyRequests",
        "Too many requests, please try again later.",
        Optional.of(retryAfter));
  }

  static Fault internalError() {
    return new Refuse(
        500, "InternalError", "Internal error occurred: injected fault", Optional.empty());
  }

  static Fault unavailable() {
    return new Refuse(
        503,
        "ServiceUnavailable",
        "the server is currently unable to handle the request",
        Optional.empty());
  }
}
