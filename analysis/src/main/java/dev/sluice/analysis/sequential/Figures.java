package dev.sluice.analysis.sequential;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
final class Figures {
  private static final double TRILLION = 1e12;

  private Figures() {}

  /** Two digits, such as {@code 2.3%}; more next to 100, so that it is not taken for it. */
  static String percent(double share) {
    double percent = 100 * share;
    if (percent > 99 && percent < 100) {
      return plain(new BigDecimal(percent).setScale(2, RoundingMode.DOWN)) + "%";
    }
    return rounded(percent, 2) + "%";
  }

  /** With thousands set apart. */
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** About so many: two digits, thousands set apart. */
  static String about(double value) {
    if (!(value < Long.MAX_VALUE)) {
      return "very many";
    }
    long rounded =
        new BigDecimal(Math.ceil(value)).round(new MathContext(2, RoundingMode.UP)).longValue();
    return count(rounded);
  }

  /** A number of any size. */
  static String number(double value) {
    double size = Math.abs(value);
    if (size >= 1e15 || (size > 0 && size < 1e-4)) {
      return String.format(Locale.ROOT, "%.2e", value);
    }
    BigDecimal exact = new BigDecimal(value).round(new MathContext(3));
    return String.format(
        Locale.ROOT, "%,." + Math.max(0, exact.stripTrailingZeros().scale()) + "f", exact);
  }

  /** A time in seconds, such as {@code 480 ms}. */
  static String latency(double seconds) {
    if (seconds < 0.001) {
      return rounded(seconds * 1e6, 2) + " µs";
    }
    return seconds < 0.9995
        ? rounded(seconds * 1e3, seconds < 0.1 ? 2 : 3) + " ms"
        : rounded(seconds, 2) + " s";
  }

  /** A span of time, such as {@code 6 min}. */
  static String duration(Duration span) {
    double seconds = span.toMillis() / 1e3;
    if (seconds < 99.5) {
      return rounded(Math.max(1, Math.rint(seconds)), 2) + " s";
    }
    double minutes = seconds / 60;
    if (minutes < 99.5) {
      return rounded(minutes, minutes < 10 ? 1 : 2) + " min";
    }
    double hours = minutes / 60;
    return hours < 48 ? rounded(hours, 2) + " h" : about(hours / 24) + " days";
  }

  /**
   * How likely chance alone is, from the logarithm of an e-value: {@code 1 in 340,000}.
   *
   * @param logE at least 0
   */
  static String oneIn(double logE) {
    double value = StrictMath.exp(Math.min(logE, 30));
    if (value > TRILLION) {
      return "less than 1 in a trillion";
    }
    for (Scale scale : Scale.values()) {
      if (value >= scale.size) {
        return "1 in " + rounded(value / scale.size, 2) + scale.word;
      }
    }
    return value < 10
        ? "1 in " + rounded(value, 2)
        : "1 in " + count(new BigDecimal(value).round(new MathContext(2)).longValue());
  }

  private enum Scale {
    BILLION(1e9, " billion"),
    MILLION(1e6, " million");

    private final double size;
    private final String word;

    Scale(double size, String word) {
      this.size = size;
      this.word = word;
    }
  }

  private static String rounded(double value, int digits) {
    return plain(new BigDecimal(value).round(new MathContext(digits)));
  }

  private static String plain(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }
}
