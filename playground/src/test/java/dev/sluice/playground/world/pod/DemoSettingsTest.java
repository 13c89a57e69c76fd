package dev.sluice.playground.world.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoSettingsTest {
  @Test
  void understandsPodinfosFlags() {
    DemoSettings settings =
        flags(
            "--port=9898",
            "--random-error",
            "--random-delay=true",
            "--random-delay-unit=ms",
            "--random-delay-min=600",
            "--random-delay-max=800",
            "--unready");
    assertThat(settings.errorRate()).isCloseTo(1.0 / 3, within(1e-9));
    assertThat(settings.latency()).isEqualTo(Duration.ofMillis(700));
    assertThat(settings.ready()).isFalse();
    assertThat(settings.version()).isEqualTo("6.9.0");
    assertThat(settings.message()).isEqualTo("greetings from podinfo v6.9.0");
  }

  @Test
  void aFlagThatSaysNoChangesNothing() {
    assertThat(flags("--random-error=false", "--unready=false", "--random-delay=false"))
        .isEqualTo(flags());
  }

  @Test
  void whatIsMountedOverridesTheEnvironmentAndTheTag() {
    DemoSettings settings =
        DemoSettings.of(
            "2.0.0-errors50",
            List.of(),
            Map.of("ERROR_RATE", "20%", "PODINFO_UI_MESSAGE", "two"),
            Map.of("/behaviour/ERROR_RATE", "0.1\n"));
    assertThat(settings.errorRate()).isEqualTo(0.1);
    assertThat(settings.message()).isEqualTo("two");
  }

  @Test
  void saysWhichFlagMakesNoSense() {
    assertThatThrownBy(() -> flags("--random-delay", "--random-delay-max=soon"))
        .hasMessage("--random-delay-max is not a number: soon");
  }

  private static DemoSettings flags(String... flags) {
    return DemoSettings.of("6.9.0", List.of(flags), Map.of(), Map.of());
  }
}
