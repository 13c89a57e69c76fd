package dev.sluice.analysis;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Numbers and durations as Go prints them, because the events of Flagger are Go's output and people
 * match on them.
 */
final class GoNotation {
  private static final long MILLIS_PER_SECOND = 1_000;
  private static final long SECONDS_PER_MINUTE = 60;

  private GoNotation() {}

  /** A float64 under {@code %v}: the shortest digits, with an exponent below 1e-4 and from 1e6. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return infinity(value);
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    BigDecimal shortest = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    int exponent = shortest.precision() - shortest.scale() - 1;
    if (exponent >= -4 && exponent < 6) {
      return shortest.toPlainString();
    }
    String digits = shortest.unscaledValue().abs().toString();
    String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
    return "%s%s%se%s%02d"
        .formatted(
            value < 0 ? "-" : "",
            digits.charAt(0),
            fraction,
            exponent < 0 ? "-" : "+",
            Math.abs(exponent));
  }

  /** A float64 under {@code %.2f}: the exact binary value, halves rounded to even. */
  static String twoDecimals(double value) {
    if (!Double.isFinite(value)) {
      return infinity(value);
    }
    String rounded = new BigDecimal(value).setScale(2, RoundingMode.HALF_EVEN).toPlainString();
    return value < 0 && !rounded.startsWith("-") ? "-" + rounded : rounded;
  }

  /**
   * A {@code time.Duration} of whole milliseconds under {@code %v}: {@code 515ms}, {@code 1m0.5s}.
   */
  static String millis(long millis) {
    if (millis == 0) {
      return "0s";
    }
    if (millis < 0) {
      return "-" + millis(millis == Long.MIN_VALUE ? Long.MAX_VALUE : -millis);
    }
    if (millis < MILLIS_PER_SECOND) {
      return millis + "ms";
    }
    long seconds = millis / MILLIS_PER_SECOND;
    long minutes = seconds / SECONDS_PER_MINUTE;
    long hours = minutes / SECONDS_PER_MINUTE;
    String secondsWithFraction =
        number(
            new BigDecimal(millis).movePointLeft(3).subtract(wholeMinutes(minutes)).doubleValue());
    String text = secondsWithFraction + "s";
    if (hours > 0) {
      return hours + "h" + minutes % SECONDS_PER_MINUTE + "m" + text;
    }
    return minutes > 0 ? minutes + "m" + text : text;
  }

  private static BigDecimal wholeMinutes(long minutes) {
    return BigDecimal.valueOf(minutes).multiply(BigDecimal.valueOf(SECONDS_PER_MINUTE));
  }

  private static String infinity(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    return value < 0 ? "-Inf" : "+Inf";
  }
}
