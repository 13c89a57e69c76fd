package dev.sluice.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
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
  private final PrintWriter out;
  private final PrintWriter err;

  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  BenchCommand(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  @Spec
  void specified(CommandSpec its) {
    spec = its;
    its.addSubcommand("judge", new CommandLine(new BenchJudgeCommand(out, err)));
    its.addSubcommand("git", new CommandLine(new BenchGitCommand(out, err)));
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(err);
    return ExitCode.USAGE;
  }
}
