package dev.sluice.cli.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.cli.UserErrorException;
import java.time.Duration;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GivenTest {
  @Test
  void readsRates() {
    assertThat(Given.rate("--traffic", "50rps")).isEqualTo(50);
    assertThat(Given.rate("--traffic", "0.5rps")).isEqualTo(0.5);
    assertThat(Given.rate("--traffic", "600rpm")).isEqualTo(10);
  }

  @Test
  void readsShares() {
    assertThat(Given.shares("--errors", "0.5%"))
        .isEqualTo(new Given(0.005, OptionalDouble.empty(), Duration.ZERO));
    assertThat(Given.shares("--errors", "0%..100%"))
        .isEqualTo(new Given(0, OptionalDouble.of(1), Duration.ZERO));
    assertThat(Given.shares("--errors", "0.5%..2%@1m30s"))
        .isEqualTo(new Given(0.005, OptionalDouble.of(0.02), Duration.ofSeconds(90)));
  }

  @Test
  void readsTimes() {
    assertThat(Given.millis("--latency", "80ms..1.5s@30s"))
        .isEqualTo(new Given(80, OptionalDouble.of(1500), Duration.ofSeconds(30)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "50", "-1rps", "0rps", "50 rps", "1e9rps", "rps", "50mps", "99999999rps"})
  void refusesWhatIsNoRate(String text) {
    assertThatExceptionOfType(UserErrorException.class)
        .isThrownBy(() -> Given.rate("--traffic", text))
        .withMessage(
            "--traffic: '" + text + "' is no rate of requests; write for example 50rps or 600rpm.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "101%",
        "-1%",
        "1%..",
        "..1%",
        "1%..2%..3%",
        "1%@30s",
        "1%..2%@",
        "1%..2%@x",
        "100%",
        "NaN%"
      })
  void refusesWhatAreNoShares(String text) {
    assertThatExceptionOfType(UserErrorException.class)
        .isThrownBy(() -> Given.shares("--errors", text))
        .withMessageStartingWith("--errors: ")
        .withMessageEndingWith(".");
  }

  @ParameterizedTest
  @ValueSource(strings = {"80", "0ms", "2m", "80ms..0ms", "80ms..fast"})
  void refusesWhatAreNoTimes(String text) {
    assertThatExceptionOfType(UserErrorException.class)
        .isThrownBy(() -> Given.millis("--latency", text))
        .withMessageStartingWith("--latency: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"5%", "5%@2m", "5%@5m..2m", "5@2m..5m", "5%@2m..soon"})
  void refusesWhatIsNoIncident(String text) {
    assertThatExceptionOfType(UserErrorException.class)
        .isThrownBy(() -> Load.of("50rps", "1%", "80ms", text, "10%", null))
        .withMessageStartingWith("--base-errors: ");
  }
}
