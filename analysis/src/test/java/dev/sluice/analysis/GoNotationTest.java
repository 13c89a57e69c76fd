package dev.sluice.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A7: the numbers in events read as Go prints them. */
final class GoNotationTest {
  @ParameterizedTest
  @CsvSource({
    "99, 99",
    "99.5, 99.5",
    "0, 0",
    "-0.0, -0",
    "500, 500",
    "0.1, 0.1",
    "0.0001, 0.0001",
    "0.00001, 1e-05",
    "999999, 999999",
    "999999.5, 999999.5",
    "1000000, 1e+06",
    "1234567, 1.234567e+06",
    "-2500000, -2.5e+06",
    "1e21, 1e+21",
    "1e100, 1e+100",
    "99.99999999999999, 99.99999999999999",
    "Infinity, +Inf",
    "-Infinity, -Inf"
  })
  void printsNumbersWithTheirShortestDigits(double value, String expected) {
    assertThat(GoNotation.number(value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "98.765, 98.77",
    "0.125, 0.12",
    "1.005, 1.00",
    "100, 100.00",
    "-0.001, -0.00",
    "2.675, 2.67",
    "Infinity, +Inf"
  })
  void roundsToTwoDecimalsByTheExactBinaryValue(double value, String expected) {
    assertThat(GoNotation.twoDecimals(value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "1, 1ms",
    "515, 515ms",
    "1000, 1s",
    "1200, 1.2s",
    "1005, 1.005s",
    "60000, 1m0s",
    "61500, 1m1.5s",
    "3600000, 1h0m0s",
    "3661001, 1h1m1.001s",
    "-515, -515ms"
  })
  void printsDurations(long millis, String expected) {
    assertThat(GoNotation.millis(millis)).isEqualTo(expected);
  }

  @Property
  void shortestDigitsReadBackAsTheSameNumber(@ForAll double value) {
    assertThat(Double.parseDouble(GoNotation.number(value))).isEqualTo(value);
  }

  @Property
  void durationsAddUp(@ForAll @LongRange(min = 0, max = 100L * 3600 * 1000) long millis) {
    String text = GoNotation.millis(millis);
    double sum = 0;
    var parts = java.util.regex.Pattern.compile("([0-9.]+)(ms|h|m|s)").matcher(text);
    while (parts.find()) {
      sum +=
          Double.parseDouble(parts.group(1))
              * switch (parts.group(2)) {
                case "h" -> 3_600_000;
                case "m" -> 60_000;
                case "s" -> 1_000;
                default -> 1;
              };
    }
    assertThat(Math.round(sum)).isEqualTo(millis);
  }
}
