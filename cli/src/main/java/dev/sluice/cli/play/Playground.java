package dev.sluice.cli.play;

import dev.sluice.cli.show.Scene.Second;
import dev.sluice.cli.show.Scene.Traffic;
import dev.sluice.cli.show.Show;
import dev.sluice.cli.stage.Demo;
import dev.sluice.cli.stage.PrometheusBinary;
import dev.sluice.cli.stage.Stage;
import dev.sluice.cli.stage.StageOptions;
import dev.sluice.cli.story.Count;
import dev.sluice.cli.story.Story;
import dev.sluice.cli.story.Summary;
import dev.sluice.playground.world.load.Load;
import dev.sluice.playground.world.load.LoadReport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Sets the stage, performs the story on it and tells what happens. */
public final class Playground {
  /** Where the demo is. */
  public static final String NAMESPACE = "demo";

  private static final int REQUESTS_PER_SECOND = 40;

  private final Story story;
  private final StageOptions options;
  private final Show show;
  private final String path;
  private final String invitation;
  private final long start = System.nanoTime();

  /** What is done when the story is told, before everything is put away. */
  public interface Epilogue {
    /**
     * @param kubeconfig the line that gives another terminal the cluster
     */
    void after(Summary summary, String kubeconfig) throws InterruptedException, IOException;
  }

  /** What is done with the service still running. */
  private interface Told {
    void tell(Summary summary) throws IOException, InterruptedException;
  }

  /**
   * @param options without a Prometheus' binary, which is looked for
   * @param path the {@code PATH} of the environment
   * @param invitation what a person can do when the story is told; may be empty
   */
  public Playground(Story story, StageOptions options, Show show, String path, String invitation) {
    this.story = story;
    this.options = options;
    this.show = show;
    this.path = path;
    this.invitation = invitation;
  }

  /**
   * Tells the whole story.
   *
   * @throws dev.sluice.cli.UserErrorException if something has to be there and is not
   * @throws InterruptedException if it was ended; everything is put away then as well
   */
  public Summary run(Epilogue epilogue) throws IOException, InterruptedException {
    Narrator narrator =
        new Narrator(story, Demo.NAME + "." + NAMESPACE + " · " + options.provider());
    try (Telling telling =
        new Telling(show, narrator, new Act.Preparing("The curtain rises."), this::nothing)) {
      StageOptions complete =
          options.prometheus() != null
              ? options
              : options.with(PrometheusBinary.findOrInstall(path, telling::prepare));
      Summary summary;
      try (Stage stage = Stage.start(complete, telling::prepare)) {
        String export = "export KUBECONFIG=" + stage.kubeconfig().toAbsolutePath();
        telling.footer(export + "   Ctrl-C ends it.");
        summary =
            perform(
                stage,
                telling,
                told -> {
                  telling.act(new Act.Ended((closing(told) + " " + invitation).strip()));
                  epilogue.after(told, export);
                });
        telling.act(new Act.Ended("Everything is put away."));
      }
      return summary;
    }
  }

  private Summary perform(Stage stage, Telling telling, Told told)
      throws IOException, InterruptedException {
    telling.prepare(
        "Version %s goes into service: pods, a service and a route."
            .formatted(story.first().name()));
    stage.createNamespace(NAMESPACE);
    Demo demo = Demo.create(stage, NAMESPACE, options.provider(), story.judge(), story.first());
    demo.awaitReady();
    try (Load load = demo.load(REQUESTS_PER_SECOND);
        Watcher watcher =
            new Watcher(
                stage.client(),
                NAMESPACE,
                Demo.NAME,
                () -> clients(load.report()),
                System::nanoTime,
                start)) {
      telling.follow(watcher::moment);
      demo.declare();
      Summary summary = new Play(story, demo, watcher, telling).perform();
      told.tell(summary);
      return summary;
    }
  }

  private Moment nothing() {
    return new Moment(
        Duration.ofNanos(System.nanoTime() - start),
        null,
        Moment.Workload.NONE,
        Moment.Workload.NONE,
        Clients.NONE,
        List.of());
  }

  private static String closing(Summary summary) {
    return summary.ok()
        ? "The story is told: every version ended as it should."
        : "The story is told, and not every version ended as it should.";
  }

  /** The second that is still running is left out: it would look like a drop. */
  static Clients clients(LoadReport report) {
    List<LoadReport.Second> seconds = report.seconds();
    List<Second> complete =
        seconds.subList(0, Math.max(0, seconds.size() - 1)).stream()
            .map(
                second ->
                    new Second(
                        (int) second.requests(),
                        (int) second.failures(),
                        second.slowest().toNanos() / 1e6))
            .toList();
    Map<String, Count> byVersion =
        report.versions().entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    entry -> new Count(entry.getValue().requests(), entry.getValue().failures())));
    return new Clients(
        new Traffic(complete), new Count(report.requests(), report.failures()), byVersion);
  }
}
