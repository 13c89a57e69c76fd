package dev.sluice.operator.traffic;

import dev.sluice.operator.kube.ProblemException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as manifests have them: {@code 30s}, {@code 1m30s}, {@code 1.5h}. */
public final class GoDuration {
  private static final Map<String, Long> NANOS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);
  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|ms|s|m|h)");
  private static final Pattern WHOLE = Pattern.compile("(?:" + PART.pattern() + ")+");

  private GoDuration() {}

  /**
   * @throws ProblemException if the text is no duration
   */
  public static Duration parse(String text) {
    if (!WHOLE.matcher(text).matches()) {
      throw new ProblemException(
          "InvalidDuration", "%s is no duration: write 30s or 1m30s".formatted(text));
    }
    BigDecimal nanos = BigDecimal.ZERO;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      long unit = NANOS.getOrDefault(part.group(2), 0L);
      nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit)));
    }
    return Duration.ofNanos(nanos.setScale(0, RoundingMode.DOWN).longValue());
  }
}
