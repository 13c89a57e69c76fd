package dev.sluice.analysis.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.analysis.sequential.Comparison.ErrorRatio;
import dev.sluice.analysis.sequential.Comparison.Gauge;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What cannot be judged is refused with a word on what to change. */
final class SettingsTest {
  private static final Comparison ERRORS = ErrorRatio.named("errors");

  @Test
  void somethingMustDecide() {
    Comparison dry =
        new ErrorRatio(
            "dry", true, 0, ErrorRatio.TOLERANCE, ErrorRatio.HARM, ErrorRatio.RISK_BUDGET);
    assertThatThrownBy(() -> Settings.defaults(List.of(dry)))
        .hasMessage("there must be a metric that decides; add one, or remove dryRun from one");
    assertThatThrownBy(() -> Settings.defaults(List.of(ERRORS, ErrorRatio.named("errors"))))
        .hasMessage("two metrics are named errors; rename one of them");
  }

  @Test
  void levelsAreShares() {
    Settings defaults = Settings.defaults(List.of(ERRORS));
    assertThat(defaults.alpha()).isEqualTo(0.05);
    assertThatThrownBy(
            () ->
                new Settings(
                    5,
                    defaults.beta(),
                    defaults.interval(),
                    defaults.soak(),
                    defaults.deadline(),
                    defaults.warmUp(),
                    defaults.minStep(),
                    defaults.maxHold(),
                    defaults.onInconclusive(),
                    defaults.earlyPromotion(),
                    defaults.noTraffic(),
                    defaults.metrics()))
        .hasMessage("alpha must be above 0 and at most 0.5, for example 0.05; it is 5.0");
  }

  @Test
  void harmLiesBeyondTolerance() {
    assertThatThrownBy(
            () ->
                new ErrorRatio(
                    "errors", false, 0, new Margin(1.5, 0.002), new Margin(1.15, 0.0005), 0.005))
        .hasMessageStartingWith("errors: harm must lie beyond tolerance");
    assertThatThrownBy(() -> new Margin(0.9, 0)).hasMessageContaining("1 or more");
    assertThatThrownBy(
            () ->
                new Gauge(
                    "memory",
                    false,
                    0,
                    1.3,
                    1.1,
                    Gauge.Direction.INCREASE_IS_BAD,
                    Gauge.Scale.RATIO))
        .hasMessageContaining("harm more than tolerance");
  }

  @Test
  void intervalsAndHistogramsAreWellFormed() {
    assertThatThrownBy(() -> new Interval(Duration.ZERO, Duration.ZERO, 0.1, List.of()))
        .hasMessageContaining("must have a length");
    assertThatThrownBy(() -> new Interval(Duration.ZERO, Duration.ofSeconds(1), 10, List.of()))
        .hasMessage("a weight must be from 0 to 1; it is 10.0");
    assertThatThrownBy(() -> new Histogram(new double[] {1, 1}, new long[] {1, 1}, 2))
        .hasMessageContaining("rising");
    assertThatThrownBy(
            () -> new Histogram(new double[] {Double.POSITIVE_INFINITY}, new long[] {0}, 2))
        .hasMessageContaining("finite");
    assertThatThrownBy(() -> new Arms.Counts(-1, 0, 0, 0))
        .hasMessage("the canary's bad requests must be 0 or more; it is -1");
  }
}
