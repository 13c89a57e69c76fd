package dev.sluice.operator.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.operator.server.CanaryMetrics.AnalysisStatus;
import dev.sluice.operator.server.CanaryMetrics.Evidence;
import dev.sluice.operator.server.CanaryMetrics.Finding;
import dev.sluice.operator.server.CanaryMetrics.Snapshot;
import dev.sluice.operator.server.CanaryMetrics.Status;
import dev.sluice.rollout.Split;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("A6")
final class CanaryMetricsTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final CanaryMetrics metrics = new CanaryMetrics(registry, "1.2.3", "nginx");

  @Test
  void saysWhatItIs() {
    assertThat(lines()).contains("flagger_info{mesh_provider=\"nginx\",version=\"1.2.3\"} 1.0");
  }

  @Test
  void showsACanaryByTheNameOfItsTarget() {
    metrics.show(
        "test/any",
        new Snapshot(
            "test",
            "podinfo",
            Status.PROGRESSING,
            Split.canary(30),
            Map.of("request-duration", 0.25),
            Map.of()));

    assertThat(lines())
        .contains(
            "flagger_canary_total{namespace=\"test\"} 1.0",
            "flagger_canary_status{name=\"podinfo\",namespace=\"test\"} 0.0",
            "flagger_canary_weight{namespace=\"test\",workload=\"podinfo\"} 30.0",
            "flagger_canary_weight{namespace=\"test\",workload=\"podinfo-primary\"} 70.0",
            "flagger_canary_metric_analysis{metric=\"request-duration\",name=\"podinfo\",namespace=\"test\"} 0.25");
  }

  @Test
  void showsTheShareOfABaseline() {
    metrics.show(
        "a/a",
        new Snapshot(
            "a", "a", Status.PROGRESSING, Split.canary(30).withBaseline(), Map.of(), Map.of()));

    assertThat(lines())
        .contains(
            "flagger_canary_weight{namespace=\"a\",workload=\"a\"} 30.0",
            "flagger_canary_weight{namespace=\"a\",workload=\"a-baseline\"} 30.0",
            "flagger_canary_weight{namespace=\"a\",workload=\"a-primary\"} 40.0");
  }

  @Test
  void tellsFailedFromProgressingFromEverythingElse() {
    metrics.show("a/a", new Snapshot("a", "a", Status.FAILED, Split.PRIMARY, Map.of(), Map.of()));
    metrics.show("a/b", new Snapshot("a", "b", Status.OTHER, Split.PRIMARY, Map.of(), Map.of()));

    assertThat(lines())
        .contains(
            "flagger_canary_status{name=\"a\",namespace=\"a\"} 2.0",
            "flagger_canary_status{name=\"b\",namespace=\"a\"} 1.0",
            "flagger_canary_total{namespace=\"a\"} 2.0");
  }

  @Test
  void forgetsACanaryThatIsGone() {
    metrics.show(
        "a/a", new Snapshot("a", "a", Status.OTHER, Split.PRIMARY, Map.of("m", 1.0), Map.of()));
    metrics.forget("a/a");

    assertThat(registry.scrape())
        .doesNotContain("flagger_canary_status{", "flagger_canary_weight{", "_analysis{");
  }

  @Test
  void showsWhatComparisonsFound() {
    metrics.show(
        "a/a",
        compared(
            Map.of(
                "errors",
                new Evidence(2.5, 97.5, 99.0, Finding.WORSE),
                "latency",
                new Evidence(-0.5, 0.25, 0.24, Finding.NO_WORSE),
                "heap",
                new Evidence(0, null, 12.0, Finding.UNDECIDED))));

    assertThat(lines())
        .contains(
            "sluice_canary_analysis_evidence{metric=\"errors\",name=\"a\",namespace=\"a\"} 2.5",
            "sluice_canary_analysis_evidence{metric=\"latency\",name=\"a\",namespace=\"a\"} -0.5",
            "sluice_canary_analysis_evidence{metric=\"heap\",name=\"a\",namespace=\"a\"} 0.0",
            "sluice_canary_analysis_verdict{metric=\"errors\",name=\"a\",namespace=\"a\"} -1.0",
            "sluice_canary_analysis_verdict{metric=\"latency\",name=\"a\",namespace=\"a\"} 1.0",
            "sluice_canary_analysis_verdict{metric=\"heap\",name=\"a\",namespace=\"a\"} 0.0",
            value("canary", "errors", 97.5),
            value("primary", "errors", 99.0),
            value("canary", "latency", 0.25),
            value("primary", "latency", 0.24),
            value("primary", "heap", 12.0));
  }

  @Test
  void showsNoValueWhereThereIsNone() {
    metrics.show("a/a", compared(Map.of("heap", new Evidence(0, null, null, Finding.UNDECIDED))));

    assertThat(registry.scrape())
        .contains("sluice_canary_analysis_evidence{", "sluice_canary_analysis_verdict{")
        .doesNotContain("sluice_canary_analysis_value{");
  }

  @Test
  void showsNoEvidenceOfARolloutThatIsOver() {
    metrics.show("a/a", compared(Map.of("errors", new Evidence(1, 1.0, 1.0, Finding.WORSE))));
    metrics.show("a/a", compared(Map.of()));

    assertThat(registry.scrape()).doesNotContain("sluice_canary_analysis_evidence{");
  }

  private static Snapshot compared(Map<String, Evidence> evidence) {
    return new Snapshot("a", "a", Status.PROGRESSING, Split.canary(30), Map.of(), evidence);
  }

  private static String value(String arm, String metric, double value) {
    return "sluice_canary_analysis_value{arm=\"%s\",metric=\"%s\",name=\"a\",namespace=\"a\"} %s"
        .formatted(arm, metric, value);
  }

  @Test
  void countsHowRolloutsEnded() {
    metrics.promoted("test", "podinfo", "canary", AnalysisStatus.completed);
    metrics.promoted("test", "podinfo", "blue-green", AnalysisStatus.skipped);
    metrics.failed("test", "podinfo", "ab-testing");

    assertThat(lines())
        .contains(
            "flagger_canary_successes_total{analysis_status=\"completed\",deployment_strategy=\"canary\",name=\"podinfo\",namespace=\"test\"} 1.0",
            "flagger_canary_successes_total{analysis_status=\"skipped\",deployment_strategy=\"blue-green\",name=\"podinfo\",namespace=\"test\"} 1.0",
            "flagger_canary_failures_total{analysis_status=\"completed\",deployment_strategy=\"ab-testing\",name=\"podinfo\",namespace=\"test\"} 1.0");
  }

  @Test
  void sortsTheTimeOfARoundIntoTheContractsBuckets() {
    metrics.analysed("test", "podinfo", Duration.ofMillis(80));

    assertThat(lines())
        .contains(
            "flagger_canary_duration_seconds_bucket{name=\"podinfo\",namespace=\"test\",le=\"0.05\"} 0",
            "flagger_canary_duration_seconds_bucket{name=\"podinfo\",namespace=\"test\",le=\"0.1\"} 1",
            "flagger_canary_duration_seconds_bucket{name=\"podinfo\",namespace=\"test\",le=\"10.0\"} 1",
            "flagger_canary_duration_seconds_count{name=\"podinfo\",namespace=\"test\"} 1");
  }

  private String[] lines() {
    return registry.scrape().split("\n");
  }
}
