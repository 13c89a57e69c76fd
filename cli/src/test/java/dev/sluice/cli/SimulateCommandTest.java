package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulateCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private Path canary;

  @BeforeEach
  void writeCanary() throws IOException {
    canary =
        Files.writeString(
            folder.resolve("canary.yaml"),
            """
            apiVersion: flagger.app/v1beta1
            kind: Canary
            metadata: {name: shop, namespace: demo}
            spec:
              targetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}
              service: {port: 80}
              analysis:
                interval: 1m
                threshold: 1
                stepWeights: [20, 50]
                metrics: [{name: request-success-rate, thresholdRange: {min: 99}}]
            """);
  }

  @Test
  void printsATimelineAndShares() throws IOException {
    Path json = folder.resolve("out.json");
    assertThat(
            run(
                "--traffic",
                "50rps",
                "--errors",
                "0.1%..10%",
                "--runs",
                "5",
                "--json",
                json.toString()))
        .isZero();
    assertThat(err.toString()).isEmpty();
    assertThat(out.toString().lines())
        .startsWith(
            "shop.demo judged by its bounds, 50 requests a second, made up from seed 1",
            "",
            "  TIME  WEIGHT  REQUESTS         ERRORS           P99              WHAT HAPPENED",
            "  0:00                                                             New revision"
                + " detected! Scaling up shop.demo")
        .anyMatch(line -> line.startsWith("  1:10     20%  "))
        .contains("Rolled back after 1:10.")
        .contains("  This version   found bad: 5 of 5 (100.0 %; 95 % interval 56.6 to 100.0 %)")
        .contains(
            "  No change      rolled back for nothing: 0 of 5 (0.0 %; 95 % interval 0.0 to 43.4 %)");
    assertShape(new ObjectMapper().readTree(json.toFile()));
  }

  private static void assertShape(JsonNode json) {
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "canary",
            "namespace",
            "seed",
            "notes",
            "timeline",
            "ending",
            "thisVersion",
            "noChange");
    assertThat(json.at("/ending/kind").asText()).isEqualTo("ROLLED_BACK");
    assertThat(json.at("/ending/at").asDouble()).isEqualTo(70);
    assertThat(json.at("/thisVersion/givenUp/percent").asDouble()).isEqualTo(100);
    assertThat(json.at("/thisVersion/medianSecondsToGiveUp").asDouble()).isEqualTo(70);
    assertThat(json.at("/noChange/givenUp/percent").asDouble()).isZero();
    assertThat(json.at("/noChange/medianSecondsToGiveUp").isNull()).isTrue();
    JsonNode judged = json.path("timeline").path(2);
    assertThat(judged.path("weight").asInt()).isEqualTo(20);
    assertThat(judged.at("/canary/requests").asInt()).isBetween(450, 750);
    assertThat(judged.path("evidence").isNull()).isTrue();
  }

  @Test
  void showsOnlyTheFirstRolloutIfThatIsWanted() {
    assertThat(run("--traffic", "50rps", "--runs", "0", "--judge", "sequential")).isZero();
    assertThat(out.toString())
        .contains("shop.demo judged by comparison", "EVIDENCE", "Promoted; it was over after")
        .doesNotContain("rollouts");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--traffic lots | sluice: --traffic: 'lots' is no rate of requests; write for example 50rps"
            + " or 600rpm.",
        "--traffic 50rps --errors many | sluice: --errors: 'many' is no percentage; write for"
            + " example 0.1%.",
        "--traffic 50rps --runs -1 | sluice: --runs must be from 0 to 1000000, not -1.",
        "--traffic 50rps --json /nowhere/x | sluice: --json: no file can be written at /nowhere/x;"
            + " name one in a folder that exists.",
        "--traffic 50rps --mesh-provider smi | sluice: --mesh-provider: there is no provider 'smi'.",
      })
  void tellsWhatMakesNoSense(String args, String message) {
    assertThat(run(args.split(" "))).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).startsWith(message);
    assertThat(err.toString().lines()).hasSize(1);
  }

  @Test
  void tellsThatTheFileIsNotThere() throws IOException {
    Files.delete(canary);
    assertThat(run("--traffic", "50rps")).isEqualTo(2);
    assertThat(err.toString()).isEqualTo("sluice: No file can be read at " + canary + ".\n");
  }

  @Test
  void needsTraffic() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("Missing required option: '--traffic=RATE'");
  }

  private int run(String... args) {
    PrintWriter output = new PrintWriter(out, true);
    PrintWriter errors = new PrintWriter(err, true);
    return Sluice.run(
        Stream.concat(Stream.of("simulate", canary.toString()), Arrays.stream(args)).toList(),
        output,
        errors,
        new SimulateCommand(output, errors));
  }
}
