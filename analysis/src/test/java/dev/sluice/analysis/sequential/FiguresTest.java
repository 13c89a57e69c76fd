package dev.sluice.analysis.sequential;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FiguresTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0%",
    "0.0231, 2.3%",
    "0.009, 0.9%",
    "0.00104, 0.1%",
    "0.0000045, 0.00045%",
    "0.143, 14%",
    "0.5, 50%",
    "0.99959, 99.95%",
    "0.999999, 99.99%",
    "1, 100%",
  })
  void sharesHaveTwoDigits(double share, String expected) {
    assertThat(Figures.percent(share)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1 in 1",
    "2.996, 1 in 20",
    "12.7367, '1 in 340,000'",
    "14.2, 1 in 1.5 million",
    "21, 1 in 1.3 billion",
    "27.7, less than 1 in a trillion",
    "100000, less than 1 in a trillion",
    "Infinity, less than 1 in a trillion",
  })
  void chancesStayReadable(double logE, String expected) {
    assertThat(Figures.oneIn(logE)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0.00045, 450 µs",
    "0.005, 5 ms",
    "0.0123, 12 ms",
    "0.4804, 480 ms",
    "0.9999, 1 s",
    "2.54, 2.5 s",
  })
  void latenciesHaveAUnitThatFits(double seconds, String expected) {
    assertThat(Figures.latency(seconds)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0.2S, 1 s",
    "PT45S, 45 s",
    "PT5M40S, 6 min",
    "PT30M, 30 min",
    "PT3H12M, 3.2 h",
    "PT60H, 3 days",
  })
  void spansAreAbout(Duration span, String expected) {
    assertThat(Figures.duration(span)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"3349.2, '3,400'", "12, 12", "0.3, 1", "1e300, very many", "NaN, very many"})
  void estimatesAreRoundedUp(double value, String expected) {
    assertThat(Figures.about(value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "512.34, 512",
    "0.5, 0.5",
    "1234567, '1,230,000'",
    "-3.14159, -3.14",
    "1e20, 1.00e+20",
    "0.00001, 1.00e-05",
  })
  void valuesOfAnySizeStayShort(double value, String expected) {
    assertThat(Figures.number(value)).isEqualTo(expected);
  }
}
