package dev.sluice.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.operator.kube.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RawSelectorTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http_requests_total",
        "http_requests_total{}",
        "job:requests:total{app=\"a\", code=~\"5..\"}",
        "{__name__=~\"a|b\", app='x'}",
        "up{a=\"}[5m]\", b=`rate(x[1m])`}",
        "up\n  {a=\"\\\"\"}",
      })
  void takesASelectorAsItIs(String selector) {
    assertThat(RawSelector.of("  " + selector + "\n")).isEqualTo(selector);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sum(rate(http_requests_total{app=\"a\"}[1m])) | takes rates (rate), but counters are"
            + " compared as they are, and their differences are taken here; write"
            + " http_requests_total{app=\"a\"}",
        "increase( x_total [5m]) | takes rates (increase), but counters are compared as they are,"
            + " and their differences are taken here; write x_total",
        "x_total{a=\"b\"}[5m] | has a range, which is chosen here; write x_total{a=\"b\"}",
        "sum(x_total) | is more than a selector of series; write one such as"
            + " http_requests_total{app=\"{{ arm }}\"}, or compare its value with kind: Gauge",
        "a / b | is more than a selector of series; write one such as http_requests_total{app=\"{{"
            + " arm }}\"}, or compare its value with kind: Gauge",
        "x offset 5m | is more than a selector of series; write one such as"
            + " http_requests_total{app=\"{{ arm }}\"}, or compare its value with kind: Gauge",
        "'' | is more than a selector of series; write one such as http_requests_total{app=\"{{ arm"
            + " }}\"}, or compare its value with kind: Gauge",
      })
  void saysWhatToWriteInstead(String query, String message) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> RawSelector.of(query))
        .withMessage(message);
  }

  @Test
  void aLongQueryWithoutAnEndIsRefusedSoon() {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> RawSelector.of("x{" + "a=\"b\",".repeat(20_000)));
  }

  @ParameterizedTest
  @CsvSource({
    "http_request_duration_seconds_bucket, 1",
    "istio_request_duration_milliseconds_bucket{a=\"x_us\"}, 0.001",
    "response_latency_ms_bucket, 0.001",
    "x_ms, 0.001",
    "db_microseconds, 0.000001",
    "items_total, 1",
    "x_ns, 0.000000001",
  })
  void unitsAreInTheName(String selector, double seconds) {
    assertThat(RawSelector.secondsOf(selector)).isEqualTo(seconds);
  }
}
