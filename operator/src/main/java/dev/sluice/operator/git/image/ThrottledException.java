package dev.sluice.operator.git.image;

import java.time.Duration;

/** The registry wants to be left alone for a while. */
final class ThrottledException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Duration pause;

  /**
   * @param pause how long it wants to be left alone
   */
  ThrottledException(String message, Duration pause) {
    super(message);
    this.pause = pause;
  }

  Duration pause() {
    return pause;
  }
}
