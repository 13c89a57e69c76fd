package dev.sluice.cli;

import ch.qos.logback.classic.Level;
import dev.sluice.operator.boot.Logging;
import dev.sluice.operator.boot.Product;
import dev.sluice.operator.boot.RunningOperator;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code sluice}. */
@Command(
    name = "sluice",
    description = "Progressive delivery for Kubernetes: new versions get traffic step by step.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Sluice.Version.class)
public final class Sluice implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  /** Runs the command and ends the process with its exit status. */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    Logging.setUp(Level.WARN, Logging.Format.PLAIN);
    System.exit(
        run(
            Arrays.asList(args),
            out,
            err,
            new PlaygroundCommand(System.getenv(), out, err),
            new OperatorCommand(System.getenv(), RunningOperator::start),
            new SimulateCommand(out, err),
            new BacktestCommand(out, err),
            new BenchCommand(out, err),
            new CrdsCommand(out),
            new VersionCommand(out)));
  }

  /**
   * Runs one of the commands.
   *
   * @return 0 if it did what was asked, 1 if it could not, 2 if what was asked makes no sense
   */
  static int run(List<String> args, PrintWriter out, PrintWriter err, Object... commands) {
    CommandLine line = new CommandLine(new Sluice());
    wanted(args, commands).forEach(line::addSubcommand);
    line.setOut(out)
        .setErr(err)
        .setParameterExceptionHandler((e, _) -> misused(e, err))
        .setExecutionExceptionHandler((e, _, _) -> failed(e, err));
    line.setCommandName(System.getProperty("sluice.command", "sluice"));
    return line.execute(withTwoDashes(args, line).toArray(String[]::new));
  }

  /** The one that is named, alone: to set all of them up takes a good part of a start. */
  private static List<Object> wanted(List<String> args, Object... commands) {
    List<Object> named =
        Arrays.stream(commands)
            .filter(command -> !args.isEmpty() && args.getFirst().equals(name(command)))
            .toList();
    return named.isEmpty() ? Arrays.asList(commands) : named;
  }

  private static String name(Object command) {
    return command.getClass().getAnnotation(Command.class).name();
  }

  private static List<String> withTwoDashes(List<String> args, CommandLine line) {
    CommandLine command = args.isEmpty() ? null : line.getSubcommands().get(args.getFirst());
    return command == null
        ? args
        : GoFlags.withTwoDashes(args, command.getCommandSpec().optionsMap().keySet());
  }

  private static int misused(ParameterException e, PrintWriter err) {
    CommandSpec command = e.getCommandLine().getCommandSpec();
    err.println("sluice: " + e.getMessage());
    if (!UnmatchedArgumentException.printSuggestions(e, err)) {
      err.println("Try '" + command.qualifiedName() + " --help'.");
    }
    return ExitCode.USAGE;
  }

  private static int failed(Exception e, PrintWriter err) throws Exception {
    if (e instanceof UserErrorException) {
      err.println("sluice: " + e.getMessage());
      return ExitCode.USAGE;
    }
    throw e;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }

  /** Says which build this is. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"sluice " + Product.VERSION};
    }
  }
}
