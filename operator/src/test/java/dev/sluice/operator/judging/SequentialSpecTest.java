package dev.sluice.operator.judging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.analysis.NoDataPolicy;
import dev.sluice.analysis.sequential.Comparison;
import dev.sluice.analysis.sequential.Margin;
import dev.sluice.analysis.sequential.OnInconclusive;
import dev.sluice.analysis.sequential.Settings;
import dev.sluice.crds.AnalysisSpec;
import dev.sluice.operator.kube.ProblemException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SequentialSpecTest {
  @Test
  void theBuiltInMetricsNeedNothingElse() {
    var spec =
        read(
            """
            judge: Sequential
            metrics:
            - name: request-success-rate
            - name: request-duration
            """);

    var defaults =
        Settings.defaults(
            List.of(
                Comparison.ErrorRatio.named("request-success-rate"),
                Comparison.Latency.named("request-duration")));
    assertThat(spec.settings()).isEqualTo(defaults);
    assertThat(spec.compared()).hasSize(2);
  }

  @Test
  void everySettingIsRead() {
    var settings =
        read("""
                judge: Sequential
                sequential:
                  alpha: 0.01
                  beta: 0.1
                  soak: 10m
                  warmUp: 75s
                  deadline: 1h
                  onInconclusive: Hold
                  earlyPromotion: true
                metrics:
                - name: request-duration
                  noData: Hold
                """)
            .settings();

    assertThat(settings.alpha()).isEqualTo(0.01);
    assertThat(settings.beta()).isEqualTo(0.1);
    assertThat(settings.soak()).isEqualTo(Duration.ofMinutes(10));
    assertThat(settings.warmUp()).isEqualTo(Duration.ofSeconds(75));
    assertThat(settings.deadline()).isEqualTo(Duration.ofHours(1));
    assertThat(settings.onInconclusive()).isEqualTo(OnInconclusive.HOLD);
    assertThat(settings.earlyPromotion()).isTrue();
    assertThat(settings.noTraffic()).isEqualTo(NoDataPolicy.HOLD);
  }

  @Test
  void marginsArePercentAndPoints() {
    assertThat(compared("name: request-success-rate", "kind: ErrorRatio, tolerance: 20, harm: 100"))
        .isEqualTo(
            new Comparison.ErrorRatio(
                "request-success-rate",
                false,
                0,
                new Margin(1.2, 0.0005),
                new Margin(2, 0.002),
                Comparison.ErrorRatio.RISK_BUDGET));
    assertThat(
            compared(
                "name: slow, minRequests: 500, dryRun: true",
                "kind: Latency, harm: 30, tolerancePoints: 0.2, harmPoints: 1"))
        .isEqualTo(
            new Comparison.Latency(
                "slow",
                true,
                500,
                new Margin(1.07, 0.002),
                new Margin(1.3, 0.01),
                Comparison.Latency.RISK_BUDGET));
  }

  @Test
  void gaugesAreComparedEitherWay() {
    assertThat(compared("name: memory", "kind: Gauge"))
        .isEqualTo(Comparison.Gauge.named("memory", Comparison.Gauge.Direction.INCREASE_IS_BAD));
    assertThat(
            compared(
                "name: orders",
                "kind: Gauge, direction: Decrease, scale: Difference, tolerance: 3, harm: 5"))
        .isEqualTo(
            new Comparison.Gauge(
                "orders",
                false,
                0,
                3,
                5,
                Comparison.Gauge.Direction.DECREASE_IS_BAD,
                Comparison.Gauge.Scale.DIFFERENCE));
  }

  @Test
  void theTotalOfARatioIsHandedOn() {
    var spec =
        read(
            """
            judge: Sequential
            metrics:
            - name: failures
              query: failed_total
              compare: {kind: ErrorRatio, total: all_total}
            """);

    assertThat(spec.compared().getFirst().total()).isEqualTo("all_total");
  }

  @Test
  void shortIntervalsAreEvidenceIntervals() {
    var settings = read("metrics: [{name: request-duration}]", Duration.ofSeconds(4)).settings();

    assertThat(settings.interval()).isEqualTo(Duration.ofSeconds(4));
    assertThat(settings.minStep()).isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void saysWhatMakesNoSense() {
    assertThatThrownBy(() -> read("metrics: [{name: request-duration}, {name: request-duration}]"))
        .isInstanceOf(ProblemException.class)
        .hasMessage("spec.analysis: two metrics are named request-duration; rename one of them");
  }

  private static Comparison compared(String metric, String compare) {
    return read("""
            metrics:
            - name: request-duration-of-its-own
              compare: {kind: Gauge}
            - {%s, compare: {%s}}
            """
            .formatted(metric, compare))
        .settings()
        .metrics()
        .getLast();
  }

  private static SequentialSpec read(String analysis) {
    return read(analysis, Duration.ofMinutes(1));
  }

  private static SequentialSpec read(String analysis, Duration interval) {
    return SequentialSpec.of(Serialization.unmarshal(analysis, AnalysisSpec.class), interval);
  }
}
