package dev.sluice.cli;

import dev.sluice.cli.bench.BenchJson;
import dev.sluice.cli.bench.BenchText;
import dev.sluice.cli.bench.ProgressLine;
import dev.sluice.simulation.bench.Bench;
import dev.sluice.simulation.bench.Contestants;
import dev.sluice.simulation.bench.Results;
import dev.sluice.simulation.bench.Targets;
import dev.sluice.simulation.report.Plot;
import dev.sluice.simulation.report.Report;
import dev.sluice.simulation.traffic.Scenario;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code sluice bench judge}: the sequential judge beside Flagger's rule and Kayenta's judge. */
@Command(
    name = "judge",
    description = {
      "Measure how well the judges decide.",
      "Rolls out good and bad releases in virtual time, thousands of times, and counts what the"
          + " sequential judge, Flagger's rule and Kayenta's judge make of them."
    },
    sortOptions = false,
    usageHelpAutoWidth = true,
    mixinStandardHelpOptions = true,
    versionProvider = Sluice.Version.class)
final class BenchJudgeCommand implements Callable<Integer> {
  private static final String SEED = "" + Scenario.SEED;

  private final PrintWriter out;
  private final PrintWriter err;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "200",
      description = "How often each scenario is rolled out by each judge. Default: 200.")
  private int runs;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = SEED,
      description = "Other traffic. The same seed gives the same figures. Default: " + SEED + ".")
  private long seed;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures here as well.")
  private @Nullable Path json;

  @Option(names = "--check", description = "End with 1 when a target is missed, and name it.")
  private boolean check;

  @Option(
      names = "--markdown",
      paramLabel = "FILE",
      description = "Write the tables here as well, as Markdown.")
  private @Nullable Path markdown;

  @Option(names = "--svg", paramLabel = "FILE", description = "Write a picture here as well.")
  private @Nullable Path svg;

  BenchJudgeCommand(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (runs < 1) {
      throw new UserErrorException("--runs must be 1 or more, not " + runs + ".");
    }
    OutputFile.checkWritable("--json", json);
    OutputFile.checkWritable("--markdown", markdown);
    OutputFile.checkWritable("--svg", svg);
    Results results = run();
    Report report = new Report(results);
    BenchText.text(report).forEach(out::println);
    OutputFile.write(json, BenchJson.of(results));
    OutputFile.write(markdown, String.join("\n", BenchText.markdown(report)) + "\n");
    OutputFile.write(svg, Plot.of(results));
    return check ? judged(Targets.check(results)) : ExitCode.OK;
  }

  private Results run() throws InterruptedException {
    try (ProgressLine progress = ProgressLine.on(err)) {
      int threads = Runtime.getRuntime().availableProcessors();
      return new Bench(runs, seed, threads, progress::show).run(Contestants.all(), Scenario.all());
    }
  }

  private int judged(List<Targets.Check> checks) {
    out.println();
    List<Targets.Check> missed = with(checks, Targets.Outcome.MISSED);
    List<Targets.Check> unsure = with(checks, Targets.Outcome.WITHIN_CHANCE);
    List<Targets.Check> unasked = with(checks, Targets.Outcome.TOO_FEW_RUNS);
    missed.forEach(one -> out.println("missed: " + one));
    unsure.forEach(one -> out.println("not met, but chance explains it: " + one));
    if (!unasked.isEmpty()) {
      out.printf(
          "%d targets were not looked at: %d runs are too few for them.%n", unasked.size(), runs);
    }
    out.printf(
        "%d targets met, %d missed.%n", with(checks, Targets.Outcome.MET).size(), missed.size());
    out.flush();
    return missed.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private static List<Targets.Check> with(List<Targets.Check> checks, Targets.Outcome outcome) {
    return checks.stream().filter(one -> one.outcome() == outcome).toList();
  }
}
