package dev.sluice.cli.show;

import java.time.Duration;

/** Times as they are shown. */
public final class Clock {
  private Clock() {}

  /** Whole seconds, rounded: {@code 18 s}. */
  public static String seconds(Duration time) {
    return Math.round(time.toMillis() / 1000.0) + " s";
  }

  /** Minutes and seconds since the beginning: {@code 1:07}. */
  static String offset(Duration since) {
    return "%d:%02d".formatted(since.toMinutes(), since.toSecondsPart());
  }
}
