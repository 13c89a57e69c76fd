package dev.sluice.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice bench}: what is measured. */
@Command(
    name = "bench",
    description = "Measure how well Sluice decides, and what its work costs.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Sluice.Version.class)
final class BenchCommand implements Callable<Integer> {
  private final PrintWriter err;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  BenchCommand(PrintWriter err) {
    this.err = err;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(err);
    return ExitCode.USAGE;
  }
}
