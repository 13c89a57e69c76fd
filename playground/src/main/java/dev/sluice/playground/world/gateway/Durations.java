package dev.sluice.playground.world.gateway;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times as Gateway API (GEP-2257) and Istio write them: {@code 1m30s}, {@code 500ms}. */
final class Durations {
  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(h|ms|m|s)");

  private Durations() {}

  /** Empty for nothing and for zero, which means without a limit. */
  static Optional<Duration> parse(@Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    Duration sum = Duration.ZERO;
    Matcher matcher = PART.matcher(text);
    while (matcher.find()) {
      double number = Double.parseDouble(matcher.group(1));
      double millis =
          switch (matcher.group(2)) {
            case "h" -> number * 3_600_000;
            case "m" -> number * 60_000;
            case "s" -> number * 1_000;
            default -> number;
          };
      sum = sum.plus(Duration.ofMillis(Math.round(millis)));
    }
    return Optional.of(sum).filter(duration -> !duration.isZero());
  }
}
