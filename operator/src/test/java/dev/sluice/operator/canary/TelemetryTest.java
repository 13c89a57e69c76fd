package dev.sluice.operator.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.CheckResult;
import dev.sluice.analysis.Metric;
import dev.sluice.analysis.Verdict;
import dev.sluice.crds.Canary;
import dev.sluice.operator.server.CanaryMetrics;
import dev.sluice.operator.traffic.Feature;
import dev.sluice.rollout.State;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TelemetryTest {
  private static final String LABELS =
      "{metric=\"request-duration\",name=\"podinfo\",namespace=\"test\"} ";
  private static final String ARM =
      "sluice_canary_analysis_value{arm=\"%s\",metric=\"request-duration\",name=\"podinfo\",namespace=\"test\"} ";

  private final Canary canary =
      Canaries.withAnalysis("interval: 1m\nthreshold: 1\nstepWeight: 50\n");
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Telemetry telemetry = new Telemetry(new CanaryMetrics(registry, "1.2.3", "nginx"));

  @Test
  void exportsDurationsOfBothArmsInSeconds() {
    changed(compared(Verdict.UNDECIDED));

    assertThat(registry.scrape())
        .contains(
            "flagger_canary_metric_analysis" + LABELS + "0.25",
            ARM.formatted("canary") + "0.25",
            ARM.formatted("primary") + "0.2",
            "sluice_canary_analysis_evidence" + LABELS + "1.5");
  }

  @ParameterizedTest
  @CsvSource({"CRITICAL, -1.0", "FAILED, -1.0", "UNDECIDED, 0.0", "HELD, 0.0", "PASSED, 1.0"})
  void exportsWhatAComparisonFound(Verdict verdict, String value) {
    changed(compared(verdict));

    assertThat(registry.scrape()).contains("sluice_canary_analysis_verdict" + LABELS + value);
  }

  @Test
  void exportsNoEvidenceOfBounds() {
    changed(check(Verdict.PASSED, null));

    assertThat(registry.scrape())
        .contains("flagger_canary_metric_analysis" + LABELS + "0.25")
        .doesNotContain("sluice_canary_analysis_");
  }

  @Test
  void forgetsACanaryThatIsGone() {
    changed(compared(Verdict.UNDECIDED));
    telemetry.forget(ResourceID.fromResource(canary));

    assertThat(registry.scrape()).doesNotContain("podinfo");
  }

  private void changed(CheckResult check) {
    telemetry.changed(
        canary,
        Planner.plan(canary, EnumSet.allOf(Feature.class)),
        State.NEW,
        State.NEW,
        List.of(check));
  }

  private static CheckResult compared(Verdict verdict) {
    return check(verdict, new CheckResult.Evidence(200.0, 1.5));
  }

  private static CheckResult check(Verdict verdict, CheckResult.@Nullable Evidence evidence) {
    return new CheckResult(
        "request-duration",
        Metric.REQUEST_DURATION,
        250.0,
        "",
        verdict,
        false,
        "",
        Instant.EPOCH,
        null,
        evidence);
  }
}
