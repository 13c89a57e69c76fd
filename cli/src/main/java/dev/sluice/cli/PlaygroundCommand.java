package dev.sluice.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.play.Playground;
import dev.sluice.cli.show.LiveScreen;
import dev.sluice.cli.show.Picture;
import dev.sluice.cli.show.PlainLog;
import dev.sluice.cli.show.Show;
import dev.sluice.cli.show.SummaryTable;
import dev.sluice.cli.stage.Demo;
import dev.sluice.cli.stage.StageOptions;
import dev.sluice.cli.story.Judge;
import dev.sluice.cli.story.Story;
import dev.sluice.cli.story.Summary;
import dev.sluice.playground.world.WorldOptions;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code sluice playground}: shows what Sluice does, on this machine, in a few minutes. */
@Command(
    name = "playground",
    description = {
      "See Sluice work, in one process.",
      "A cluster with a service under load, and four versions of it, from a Git repository: one is"
          + " good, one fails, one is slow, and one comes as a new image. Ends with 0 only if every"
          + " version ended as it should."
    },
    sortOptions = false,
    usageHelpAutoWidth = true,
    mixinStandardHelpOptions = true,
    versionProvider = Sluice.Version.class)
final class PlaygroundCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(PlaygroundCommand.class);
  private static final int INTERRUPTED = 130;

  private final Map<String, String> env;
  private final PrintWriter out;
  private final PrintWriter err;

  @Option(
      names = "--stay",
      description = "Keep it running after the story, for kubectl in another terminal.")
  private boolean stay;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "Use this API server, which must have no nodes, instead of the embedded one.")
  private @Nullable Path kubeconfig;

  @Option(
      names = "--prometheus",
      paramLabel = "URL",
      description = "Use this Prometheus instead of starting one; it is told what to scrape.")
  private @Nullable URI prometheus;

  @Option(
      names = "--provider",
      paramLabel = "NAME",
      description = "nginx or gatewayapi:v1 (default ${DEFAULT-VALUE}).")
  private String provider = "nginx";

  @Option(
      names = "--judge",
      paramLabel = "NAME",
      description = {
        "threshold or sequential (default ${DEFAULT-VALUE}). After sequential, the failing"
            + " version is shown to the threshold judge too, to compare what it costs."
      })
  private Judge judge = Judge.THRESHOLD;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write what became of each version to this file.")
  private @Nullable Path json;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "Write a picture (SVG) of the screen to this file.")
  private @Nullable Path picture;

  @Option(names = "--plain", description = "Write lines, also on a terminal.")
  private boolean plain;

  PlaygroundCommand(Map<String, String> env, PrintWriter out, PrintWriter err) {
    this.env = env;
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws IOException {
    check();
    StopSignal stop = StopSignal.install(Thread.currentThread());
    Path logFile = LogFile.open();
    int status = ExitCode.SOFTWARE;
    try {
      status = tell(stop);
    } catch (UserErrorException e) {
      throw e;
    } catch (IOException | InterruptedException | RuntimeException e) {
      if (stop.isAsked()) {
        Files.deleteIfExists(logFile);
        return INTERRUPTED;
      }
      log.error("The playground failed", e);
      err.println("sluice: the playground failed: " + e.getMessage());
    }
    if (status == ExitCode.OK) {
      Files.deleteIfExists(logFile);
    } else {
      err.println("What Sluice logged is in " + logFile + ".");
    }
    return status;
  }

  private int tell(StopSignal stop) throws IOException, InterruptedException {
    StageOptions options =
        new StageOptions(
            kubeconfig, prometheus, null, provider, WorldOptions.realistic(), true, false);
    Optional<LiveScreen> screen = plain || !terminal() ? Optional.empty() : LiveScreen.open(env);
    Show stage = screen.<Show>map(live -> live).orElseGet(() -> new PlainLog(out::println));
    Show show = picture == null ? stage : new Picture(stage, picture);
    Playground playground =
        new Playground(Story.of(judge), options, show, env.getOrDefault("PATH", ""), stay);
    Summary summary =
        playground.run(
            (told, export, repository, request) -> {
              write(told);
              if (screen.isEmpty()) {
                print(told);
              }
              if (stay) {
                stay(stop, screen.isPresent(), export, repository, request);
              }
            });
    if (screen.isPresent()) {
      print(summary);
    }
    return summary.ok() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private void stay(StopSignal stop, boolean live, String export, String repository, String request)
      throws InterruptedException {
    if (!live) {
      out.printf(
          """

          In another terminal, until Ctrl-C ends it:
            git clone %s && cd podinfo
            sed -i 's/podinfo:[^ ]* #.*/podinfo:1.5.0-errors30/' deploy/podinfo.yaml
            git commit -am "Ship 1.5" && git push
            git fetch origin refs/notes/sluice:refs/notes/sluice && git log --notes=sluice
            %s
            kubectl -n %s get canaries,gitsyncs
            %s
          """,
          repository, export, Playground.NAMESPACE, request);
      out.flush();
    }
    stop.await();
  }

  private void print(Summary summary) {
    SummaryTable.lines(summary).forEach(out::println);
  }

  private void write(Summary summary) throws IOException {
    if (json != null) {
      Files.writeString(json, new ObjectMapper().writeValueAsString(summary.report()) + "\n");
    }
  }

  /** Before anything is started: what would only be found out at the end. */
  private void check() {
    if (!Demo.providers().contains(provider)) {
      throw new UserErrorException(
          "--provider is %s, not '%s'.".formatted(String.join(" or ", Demo.providers()), provider));
    }
    if (prometheus != null
        && !"http".equals(prometheus.getScheme())
        && !"https".equals(prometheus.getScheme())) {
      throw new UserErrorException(
          "--prometheus must start with http:// or https://, not '" + prometheus + "'.");
    }
    checkWritable("--json", json);
    checkWritable("--picture", picture);
  }

  private static void checkWritable(String option, @Nullable Path file) {
    Path dir = file == null ? null : file.toAbsolutePath().getParent();
    if (dir != null && !Files.isWritable(dir)) {
      throw new UserErrorException(option + ": nothing can be written to " + dir + ".");
    }
  }

  private static boolean terminal() {
    return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  }
}
