package dev.sluice.cli.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.cli.UserErrorException;
import dev.sluice.cli.manifest.Manifests;
import dev.sluice.playground.prometheus.PrometheusProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

final class BacktestRunTest {
  private static final String CANARY =
      """
      apiVersion: flagger.app/v1beta1
      kind: Canary
      metadata: {name: podinfo, namespace: test}
      spec:
        provider: kubernetes
        targetRef: {apiVersion: apps/v1, kind: Deployment, name: podinfo}
        service: {port: 80}
        analysis:
          interval: 1m
          threshold: 2
          stepWeights: [10, 20, 30, 40, 50]
          metrics:
          - {name: request-success-rate, thresholdRange: {min: 99}, interval: 1m}
          - {name: request-duration, thresholdRange: {max: 2000}, interval: 1m}
      """;

  /** With a template whose address nobody can reach, and a number for each arm. */
  private static final String COMPARED =
      """
      apiVersion: flagger.app/v1beta1
      kind: Canary
      metadata: {name: podinfo, namespace: test}
      spec:
        provider: kubernetes
        metricsServer: http://prometheus.invalid:9090
        targetRef: {apiVersion: apps/v1, kind: Deployment, name: podinfo}
        service: {port: 80}
        analysis:
          interval: 1m
          threshold: 2
          stepWeights: [10, 50]
          judge: Sequential
          sequential: {SETTINGS}
          metrics:
          - name: request-success-rate
          - name: failed
            templateRef: {name: failed}
            compare:
              kind: ErrorRatio
              total: http_request_duration_seconds_count{kubernetes_pod_name=~"{{ arm }}-.*"}
          - name: rate
            query: sum(rate(http_request_duration_seconds_count{kubernetes_pod_name=~"{{ arm }}-.*"}[2m]))
            compare: {kind: Gauge}
      ---
      apiVersion: flagger.app/v1beta1
      kind: MetricTemplate
      metadata: {name: failed, namespace: test}
      spec:
        provider: {type: prometheus, address: "http://prometheus.invalid:9090"}
        query: http_request_duration_seconds_count{kubernetes_pod_name=~"{{ arm }}-.*",status="500"}
      """;

  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  final class OnARecordedDay {
    @SuppressWarnings("NullAway.Init")
    private RecordedPast past;

    @BeforeAll
    void record(@TempDir Path directory) throws Exception {
      Optional<Path> prometheus = PrometheusProcess.find();
      assumeTrue(
          prometheus.isPresent() && Files.isExecutable(prometheus.get().resolveSibling("promtool")),
          "no prometheus and promtool on the PATH; install them with: apt-get install prometheus");
      past = RecordedPast.in(directory, prometheus.orElseThrow());
    }

    @AfterAll
    @SuppressWarnings("NullAway") // Null where there is no Prometheus.
    void stop() {
      if (past != null) {
        past.close();
      }
    }

    private BacktestRun.Result play(String yaml, int releases) throws InterruptedException {
      return new BacktestRun(Manifests.of(yaml), past.address(), "istio", line -> {})
          .run(RecordedPast.END, 1, releases);
    }

    @Test
    void tellsWhichChecksWouldHaveRolledBackForNothing() throws Exception {
      BacktestRun.Result result = play(CANARY, 24);
      JsonNode json = new JsonMapper().readTree(result.json());
      assertThat(result.played()).isTrue();
      assertThat(json.path("releases").asInt()).isBetween(20, 23);
      assertThat(json.path("withoutRequests").asInt()).isBetween(1, 4);
      assertThat(json.path("byPod").asInt()).isEqualTo(json.path("releases").asInt());
      JsonNode errors = json.path("checks").path(0);
      assertThat(errors.path("bound").asText()).isEqualTo(">= 99");
      // One in a hundred fails: the bound is where the service always is.
      assertThat(errors.path("thresholdRolledBack").asInt())
          .isGreaterThan(errors.path("thresholdReleases").asInt() / 2);
      assertThat(errors.path("suggested").asDouble()).isBetween(95.0, 98.9);
      assertThat(errors.path("sequentialRolledBack").asInt()).isZero();
      JsonNode duration = json.path("checks").path(1);
      // A release that runs into the gap has rounds without a value, which fail.
      assertThat(duration.path("thresholdRolledBack").asInt()).isLessThan(3);
      assertThat(duration.path("suggested").asDouble()).isBetween(250.0, 1000.0);
      assertThat(duration.path("sequentialRolledBack").asInt()).isZero();
    }

    @Test
    void vouchesForNothingBeforeTheSoakIsOver() throws Exception {
      assertThat(promoted("soak: 1s, deadline: 20m")).isPositive();
      assertThat(promoted("soak: 21m, deadline: 20m")).isZero();
    }

    private int promoted(String settings) throws Exception {
      JsonNode errors = checks(COMPARED.replace("SETTINGS", settings)).path(0);
      return errors.path("sequentialPromoted").asInt();
    }

    @Test
    void rollsBackWhatIsUndecidedIfTheCanaryWantsThat() throws Exception {
      JsonNode checks =
          checks(
              COMPARED.replace(
                  "SETTINGS", "soak: 1s, deadline: 2m, beta: 0.0001, onInconclusive: Rollback"));
      JsonNode errors = checks.path(0);
      assertThat(errors.path("sequentialRolledBack").asInt()).isPositive();
    }

    @Test
    void playsTemplatesAndGauges() throws Exception {
      JsonNode checks = checks(COMPARED.replace("SETTINGS", "soak: 5m"));
      assertThat(checks.path(1).path("name").asText()).isEqualTo("failed");
      assertThat(checks.path(1).path("sequentialReleases").asInt()).isGreaterThan(6);
      assertThat(checks.path(1).path("sequentialPromoted").asInt()).isGreaterThan(6);
      assertThat(checks.path(1).path("sequentialRolledBack").asInt()).isZero();
      assertThat(checks.path(2).path("name").asText()).isEqualTo("rate");
      assertThat(checks.path(2).path("sequentialReleases").asInt()).isGreaterThan(6);
      assertThat(checks.path(2).path("sequentialRolledBack").asInt()).isZero();
    }

    private JsonNode checks(String yaml) throws Exception {
      return new JsonMapper().readTree(play(yaml, 10).json()).path("checks");
    }
  }

  @Test
  void saysSoWhenThereIsNoPast() throws InterruptedException {
    BacktestRun.Result result =
        new BacktestRun(Manifests.of(CANARY), "http://127.0.0.1:1", "istio", line -> {})
            .run(RecordedPast.END, 1, 1);
    assertThat(result.played()).isFalse();
    assertThat(String.join("\n", result.lines()))
        .contains("0 releases")
        .contains("request-success-rate cannot be read: cannot connect to 127.0.0.1:1");
  }

  @Test
  void refusesACanaryThatComparesNothing() {
    String yaml = CANARY.replaceAll("request-(success-rate|duration)", "mine");
    assertThatExceptionOfType(UserErrorException.class)
        .isThrownBy(
            () ->
                new BacktestRun(Manifests.of(yaml), "http://127.0.0.1:1", "istio", line -> {})
                    .run(RecordedPast.END, 1, 1))
        .withMessageStartingWith("The Canary has nothing to compare");
  }
}
