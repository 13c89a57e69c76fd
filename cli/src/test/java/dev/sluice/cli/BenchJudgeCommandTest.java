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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchJudgeCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void writesTablesFiguresAndAPicture() throws IOException {
    Path json = folder.resolve("bench.json");
    Path markdown = folder.resolve("bench.md");
    Path svg = folder.resolve("bench.svg");
    assertThat(
            run(
                "--runs",
                "2",
                "--seed",
                "7",
                "--json",
                json.toString(),
                "--markdown",
                markdown.toString(),
                "--svg",
                svg.toString()))
        .isZero();
    assertThat(out.toString())
        .contains("All of it: 2 runs of each scenario, seed 7", "Good releases rolled back")
        .contains("Where others do better than Sluice");
    assertThat(err.toString()).isEmpty();
    assertThat(Files.readString(markdown))
        .contains("| policy | good rolled back % |", "| sluice | ");
    assertThat(Files.readString(svg)).startsWith("<svg ").endsWith("</svg>\n");
    assertShape(new ObjectMapper().readTree(json.toFile()));
  }

  private static void assertShape(JsonNode json) {
    assertThat(json.fieldNames()).toIterable().containsExactly("runs", "seed", "policies");
    assertThat(json.get("runs").intValue()).isEqualTo(2);
    assertThat(json.get("seed").longValue()).isEqualTo(7);
    JsonNode policies = json.get("policies");
    assertThat(policies.fieldNames())
        .toIterable()
        .startsWith("sluice")
        .contains("flagger", "flagger-tuned", "kayenta-3h", "kayenta-30m");
    JsonNode good = policies.get("sluice").get("N1");
    assertThat(good.fieldNames())
        .toIterable()
        .containsExactly(
            "falseRollbackPct",
            "detectPct",
            "medianTtdSeconds",
            "meanExcessBad",
            "medianPromoteSeconds");
    assertThat(good.get("falseRollbackPct").doubleValue()).isZero();
    assertThat(good.get("medianPromoteSeconds").doubleValue()).isGreaterThanOrEqualTo(300);
    assertThat(good.get("detectPct").isNull()).isTrue();
    assertThat(good.get("meanExcessBad").isNull()).isTrue();
    JsonNode bad = policies.get("flagger").get("B5");
    assertThat(bad.get("detectPct").doubleValue()).isEqualTo(100);
    assertThat(bad.get("medianTtdSeconds").doubleValue()).isEqualTo(360);
    assertThat(bad.get("falseRollbackPct").isNull()).isTrue();
    assertThat(bad.get("medianPromoteSeconds").isNull()).isTrue();
    assertThat(policies.get("sluice").get("C2").get("detectPct").doubleValue())
        .isBetween(0.0, 100.0);
  }

  @Test
  void tellsWhatCannotBe() {
    assertThat(run("--runs", "0")).isEqualTo(2);
    assertThat(err.toString()).isEqualTo("sluice: --runs must be 1 or more, not 0.\n");
  }

  @Test
  void tellsBeforeTheWorkThatAFileCannotBeWritten() {
    assertThat(run("--json", "/nowhere/bench.json")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "sluice: --json: no file can be written at /nowhere/bench.json; name one in a folder"
                + " that exists.\n");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void showsWhatThereIsToMeasure() {
    assertThat(runBench(List.of("bench"))).isEqualTo(2);
    assertThat(err.toString()).contains("judge");
  }

  private int run(String... args) {
    return runBench(Stream.concat(Stream.of("bench", "judge"), Arrays.stream(args)).toList());
  }

  private int runBench(List<String> args) {
    PrintWriter output = new PrintWriter(out, true);
    PrintWriter errors = new PrintWriter(err, true);
    return Sluice.run(args, output, errors, new BenchCommand(output, errors));
  }
}
