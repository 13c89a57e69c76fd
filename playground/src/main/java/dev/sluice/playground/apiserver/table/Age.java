package dev.sluice.playground.apiserver.table;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Durations as kubectl prints them. */
final class Age {
  private static final long DAYS_OF_YEAR = 365;

  private Age() {}

  /** The time since a timestamp. */
  static String since(String timestamp, Clock clock) {
    if (timestamp.isEmpty()) {
      return "<unknown>";
    }
    try {
      return text(Duration.between(Instant.parse(timestamp), clock.instant()));
    } catch (DateTimeParseException e) {
      return "<invalid>";
    }
  }

  static String text(Duration age) {
    long seconds = age.toSeconds();
    if (seconds < -1) {
      return "<invalid>";
    }
    if (seconds < 120) {
      return Math.max(0, seconds) + "s";
    }
    long minutes = age.toMinutes();
    if (minutes < 10) {
      return two(minutes, "m", seconds % 60, "s");
    }
    if (minutes < 180) {
      return minutes + "m";
    }
    long hours = age.toHours();
    if (hours < 8) {
      return two(hours, "h", minutes % 60, "m");
    }
    if (hours < 48) {
      return hours + "h";
    }
    long days = age.toDays();
    if (hours < 192) {
      return two(days, "d", hours % 24, "h");
    }
    if (days < 2 * DAYS_OF_YEAR) {
      return days + "d";
    }
    long years = days / DAYS_OF_YEAR;
    return years < 8 ? two(years, "y", days % DAYS_OF_YEAR, "d") : years + "y";
  }

  private static String two(long first, String unit, long second, String smaller) {
    return second == 0 ? first + unit : first + unit + second + smaller;
  }
}
