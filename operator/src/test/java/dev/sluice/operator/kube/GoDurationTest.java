package dev.sluice.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GoDurationTest {
  @ParameterizedTest
  @CsvSource({
    "30s, PT30S",
    "1m30s, PT1M30S",
    "1.5h, PT1H30M",
    "500ms, PT0.5S",
    "1h2m3.004s, PT1H2M3.004S",
    "0, PT0S",
    "0s, PT0S",
    ".5s, PT0.5S",
    "1.s, PT1S",
    "2us, PT0.000002S",
    "90m, PT1H30M"
  })
  void readsGoDurations(String text, Duration expected) {
    assertThat(GoDuration.parse(text, "spec.analysis.interval")).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "s", "1d", "1 m", "-5s", "1m,", "9999999999999h", "."})
  void refusesEverythingElse(String text) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> GoDuration.parse(text, "spec.analysis.interval"))
        .withMessage(
            "spec.analysis.interval: \"%s\" is not a duration; write for example 30s, 1m30s or 2h",
            text);
  }
}
