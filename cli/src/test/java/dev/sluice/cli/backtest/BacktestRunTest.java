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
import org.junit.jupiter.api.Test;
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

  @Test
  void tellsWhichChecksWouldHaveRolledBackForNothing(@TempDir Path directory) throws Exception {
    Optional<Path> prometheus = PrometheusProcess.find();
    assumeTrue(
        prometheus.isPresent() && Files.isExecutable(prometheus.get().resolveSibling("promtool")),
        "no prometheus and promtool on the PATH; install them with: apt-get install prometheus");
    try (RecordedPast past = RecordedPast.in(directory, prometheus.orElseThrow())) {
      BacktestRun.Result result =
          new BacktestRun(Manifests.of(CANARY), past.address(), "istio", line -> {})
              .run(RecordedPast.END, 1, 24);
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
