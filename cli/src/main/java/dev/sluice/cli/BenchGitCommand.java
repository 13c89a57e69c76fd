package dev.sluice.cli;

import dev.sluice.cli.bench.GitBench;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code sluice bench git}: what keeping a repository applied costs. */
@Command(
    name = "git",
    description = {
      "Measure what keeping a Git repository applied costs.",
      "An operator in a process of its own, with a small heap, applies a large repository to the"
          + " playground's API server; then nothing changes; then one manifest does."
    },
    sortOptions = false,
    usageHelpAutoWidth = true,
    mixinStandardHelpOptions = true,
    versionProvider = Sluice.Version.class)
final class BenchGitCommand implements Callable<Integer> {
  private final PrintWriter out;
  private final PrintWriter err;

  @Option(
      names = "--manifests",
      paramLabel = "N",
      defaultValue = "5000",
      description = "How many objects the repository has. Default: 5000.")
  private int manifests;

  @Option(
      names = "--heap",
      paramLabel = "MIB",
      defaultValue = "512",
      description = "The operator's heap. Default: 512.")
  private int heap;

  BenchGitCommand(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (manifests < 1 || heap < 64) {
      throw new UserErrorException("--manifests must be 1 or more, and --heap 64 or more.");
    }
    Path log = LogFile.open();
    try (GitBench bench = new GitBench(manifests, heap)) {
      GitBench.Figures figures =
          bench.run(
              sentence -> {
                err.println(sentence);
                err.flush();
              });
      print(figures);
    }
    Files.deleteIfExists(log);
    return ExitCode.OK;
  }

  private void print(GitBench.Figures figures) {
    line("manifests", String.valueOf(figures.manifests()));
    line("first sync", seconds(figures.firstSync()));
    line("  requests that write, dry runs among them", String.valueOf(figures.writes()));
    line("  heap in use after a collection, at most", figures.live() + " MiB of " + heap);
    line("rounds without news", String.valueOf(figures.rounds()));
    line("  requests to the API server", String.valueOf(figures.requests()));
    line("  renders", String.valueOf(figures.renders()));
    line("a push in the cluster after", seconds(figures.push()));
    line("  with one manifest in all", seconds(figures.smallPush()));
    out.flush();
  }

  private void line(String what, String figure) {
    out.printf("%-44s%s%n", what, figure);
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1000.0);
  }
}
