package dev.sluice.cli.show;

import java.time.Duration;

/** Times as they are shown. */
final class Clock {
  private Clock() {}

  /** Minutes and seconds since the beginning: {@code 1:07}. */
  static String offset(Duration since) {
    return "%d:%02d".formatted(since.toMinutes(), since.toSecondsPart());
  }
}
