package dev.sluice.playground.world.pod;

/** A container cannot be started as it is; the reason is the one that its status shows. */
final class BadContainerException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  BadContainerException(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }

  /** For people: what is wrong and what to do. */
  String text() {
    return String.valueOf(getMessage());
  }
}
