package dev.sluice.cli;

import dev.sluice.cli.backtest.BacktestRun;
import dev.sluice.cli.manifest.Manifests;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice backtest}: how often a Canary's checks would have rolled back for nothing. */
@Command(
    name = "backtest",
    description = {
      "See how good a Canary's bounds are, before it is used.",
      "Plays releases that changed nothing on the service's own past, and counts how often each"
          + " check would have rolled them back."
    },
    sortOptions = false,
    usageHelpAutoWidth = true,
    mixinStandardHelpOptions = true,
    versionProvider = Sluice.Version.class)
final class BacktestCommand implements Callable<Integer> {
  private final PrintWriter out;
  private final PrintWriter err;

  @Parameters(paramLabel = "CANARY.yaml", description = "The file with the Canary.")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Option(
      names = "--prometheus",
      paramLabel = "URL",
      required = true,
      description = "The Prometheus that has the past of the service.")
  @SuppressWarnings("NullAway.Init")
  private String prometheus;

  @Option(
      names = "--templates",
      paramLabel = "FILE",
      description = {
        "A file with MetricTemplates that the Canary names, if they are not beside it in",
        "CANARY.yaml; may be given several times."
      })
  private List<Path> templates = List.of();

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "30",
      description = "How far back. Default: 30.")
  private int days;

  @Option(
      names = "--releases",
      paramLabel = "N",
      defaultValue = "200",
      description = "How many releases, spread over the days. Default: 200.")
  private int releases;

  @Option(
      names = "--mesh-provider",
      paramLabel = "PROVIDER",
      defaultValue = "istio",
      description = "The provider of a Canary that names none. Default: istio.")
  @SuppressWarnings("NullAway.Init")
  private String meshProvider;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures here as well.")
  private @Nullable Path json;

  BacktestCommand(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (days < 1 || releases < 1) {
      throw new UserErrorException("--days and --releases must be 1 or more.");
    }
    OutputFile.checkWritable("--json", json);
    BacktestRun run =
        new BacktestRun(
            Manifests.read(file, templates),
            prometheus,
            new MeshProvider(meshProvider).name(),
            line -> err.print("\r" + line + "   "));
    BacktestRun.Result result = run.run(Instant.now(), days, releases);
    err.print("\r");
    err.flush();
    result.lines().forEach(out::println);
    OutputFile.write(json, result.json());
    return result.played() ? ExitCode.OK : ExitCode.SOFTWARE;
  }
}
