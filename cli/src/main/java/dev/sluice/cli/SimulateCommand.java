package dev.sluice.cli;

import dev.sluice.cli.bench.ProgressLine;
import dev.sluice.cli.manifest.Manifests;
import dev.sluice.cli.simulate.Load;
import dev.sluice.cli.simulate.Simulation;
import dev.sluice.cli.simulate.SimulationReport;
import dev.sluice.cli.story.Judge;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice simulate}: a Canary's rollout in virtual time. */
@Command(
    name = "simulate",
    description = {
      "See what a Canary would do to a bad release, before it is used.",
      "Rolls a new version out as the Canary says, in virtual time, over traffic that is made up;"
          + " and counts how often it would be found bad, and a good one rolled back."
    },
    sortOptions = false,
    usageHelpAutoWidth = true,
    mixinStandardHelpOptions = true,
    versionProvider = Sluice.Version.class)
final class SimulateCommand implements Callable<Integer> {
  private static final int MOST_RUNS = 1_000_000;

  private final PrintWriter out;
  private final PrintWriter err;

  @Parameters(paramLabel = "CANARY.yaml", description = "The file with the Canary.")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Option(
      names = "--traffic",
      paramLabel = "RATE",
      required = true,
      description = "Requests of all users, for example 50rps or 600rpm.")
  @SuppressWarnings("NullAway.Init")
  private String traffic;

  @Option(
      names = "--errors",
      paramLabel = "A[..B[@T]]",
      defaultValue = "0.1%",
      description = {
        "Share of requests that fail: A with the version that is there, B with the new one",
        "from T after its start, for example 0.1%%..1%%@30s. Default: 0.1%%, with both."
      })
  @SuppressWarnings("NullAway.Init")
  private String errors;

  @Option(
      names = "--latency",
      paramLabel = "A[..B[@T]]",
      defaultValue = "80ms",
      description = {
        "How long half of the requests take at most, for example 80ms..120ms; 99 of 100 are",
        "done in five times as long. Default: 80ms, with both versions."
      })
  @SuppressWarnings("NullAway.Init")
  private String latency;

  @Option(
      names = "--base-errors",
      paramLabel = "A@T..U",
      description = {
        "Something that hits both versions from T to U, such as a database that is away: the",
        "share of requests that fail meanwhile, for example 5%%@2m..5m."
      })
  private @Nullable String baseErrors;

  @Option(
      names = "--matching",
      paramLabel = "SHARE",
      defaultValue = "10%",
      description = "Share of the requests that match an A/B test. Default: 10%%.")
  @SuppressWarnings("NullAway.Init")
  private String matching;

  @Option(
      names = "--load-test",
      paramLabel = "RATE",
      description = "Requests that a load test sends the canary, beside those of users.")
  private @Nullable String loadTest;

  @Option(
      names = "--judge",
      paramLabel = "NAME",
      description = "threshold or sequential, in place of the one that the Canary names.")
  private @Nullable Judge judge;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "200",
      description = {
        "How many rollouts the shares are counted over, with the change and without it.",
        "Default: 200. 0 shows only the first."
      })
  private int runs;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Other traffic. The same seed gives the same rollouts. Default: 1.")
  private long seed;

  @Option(
      names = "--mesh-provider",
      paramLabel = "PROVIDER",
      defaultValue = "istio",
      description = "The provider of a Canary that names none. Default: istio.")
  @SuppressWarnings("NullAway.Init")
  private String meshProvider;

  @Option(names = "--json", paramLabel = "FILE", description = "Write all of it here as well.")
  private @Nullable Path json;

  SimulateCommand(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (runs < 0 || runs > MOST_RUNS) {
      throw new UserErrorException("--runs must be from 0 to 1000000, not " + runs + ".");
    }
    OutputFile.checkWritable("--json", json);
    Load load = Load.of(traffic, errors, latency, baseErrors, matching, loadTest);
    Simulation simulation =
        new Simulation(
            Manifests.read(file, List.of()), new MeshProvider(meshProvider).name(), judge, load);
    SimulationReport report = simulation.once(seed);
    report.story().forEach(out::println);
    if (runs > 0) {
      report = often(simulation, report);
      out.println();
      report.shares().forEach(out::println);
    }
    OutputFile.write(json, report.json());
    return ExitCode.OK;
  }

  private SimulationReport often(Simulation simulation, SimulationReport once)
      throws InterruptedException {
    try (ProgressLine progress = ProgressLine.on(err)) {
      int threads = Runtime.getRuntime().availableProcessors();
      return simulation.often(once, runs, threads, progress::show);
    }
  }
}
