package dev.sluice.operator.kube;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as manifests write them: Go's notation, such as {@code 30s}, {@code 1m30s}, {@code
 * 1.5h}.
 */
public final class GoDuration {
  private static final Map<String, Long> NANOS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);
  private static final Pattern PART =
      Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|ms|s|m|h)");
  private static final Pattern WHOLE = Pattern.compile("(?:" + PART.pattern() + ")+");

  private GoDuration() {}

  /**
   * Reads a duration that is not negative; up to about 292 years.
   *
   * @param text for example {@code 1m30s}; {@code 0} needs no unit
   * @param field names the field in the problem's message
   * @throws ProblemException when it is no duration
   */
  public static Duration parse(String text, String field) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    if (!WHOLE.matcher(text).matches()) {
      throw unreadable(text, field);
    }
    BigDecimal nanos = BigDecimal.ZERO;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      BigDecimal unit = BigDecimal.valueOf(NANOS.getOrDefault(part.group(2), 0L));
      nanos = nanos.add(new BigDecimal(part.group(1)).multiply(unit));
    }
    try {
      return Duration.ofNanos(nanos.setScale(0, RoundingMode.DOWN).longValueExact());
    } catch (ArithmeticException e) {
      throw unreadable(text, field);
    }
  }

  private static ProblemException unreadable(String text, String field) {
    return new ProblemException(
        "DurationUnreadable",
        "%s: \"%s\" is not a duration; write for example 30s, 1m30s or 2h".formatted(field, text));
  }
}
