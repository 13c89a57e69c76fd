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
  private final boolean stay;
  private final long start = System.nanoTime();

  /** What is done when the story is told, before everything is put away. */
  public interface Epilogue {
    /**
     * @param kubeconfig the line that gives another terminal the cluster
     * @param repository what {@code git clone} takes
     * @param request the line that sends the service a request
     */
    void after(Summary summary, String kubeconfig, String repository, String request)
        throws InterruptedException, IOException;
  }

  /** What is done with the service still running. */
  private interface Told {
    void tell(Summary summary, Demo demo, Watcher watcher) throws IOException, InterruptedException;
  }

  /**
   * @param options without a Prometheus' binary, which is looked for
   * @param path the {@code PATH} of the environment
   * @param stay whether people go on by themselves when the story is told
   */
  public Playground(Story story, StageOptions options, Show show, String path, boolean stay) {
    this.story = story;
    this.options = options;
    this.show = show;
    this.path = path;
    this.stay = stay;
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
                (told, demo, watcher) -> {
                  String sentence = stay ? invitation(demo.url()) : closing(told);
                  telling.act(new Act.Ended(sentence, Ending.last(watcher.canary())));
                  epilogue.after(told, export, demo.url(), demo.request());
                });
        telling.act(new Act.Preparing("Everything is put away."));
      }
      return summary;
    }
  }

  private Summary perform(Stage stage, Telling telling, Told told)
      throws IOException, InterruptedException {
    telling.prepare(
        "Version %s goes into service from a Git repository: pods, a service and a route."
            .formatted(story.first().name()));
    stage.createNamespace(NAMESPACE);
    try (Demo demo = Demo.create(stage, NAMESPACE, options.provider(), story.first())) {
      demo.awaitReady();
      return perform(stage, demo, telling, told);
    }
  }

  private Summary perform(Stage stage, Demo demo, Telling telling, Told told)
      throws IOException, InterruptedException {
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
      Summary summary = new Play(story, demo, watcher, telling).perform();
      told.tell(summary, demo, watcher);
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

  private static String invitation(String url) {
    return "Now it is yours: git clone %s, in deploy/podinfo.yaml set the image's tag to 1.5.0 or 1.5.0-errors30 and take the comment behind it away, by which the newest image of the registry is set; commit and push."
        .formatted(url);
  }

  private static String closing(Summary summary) {
    return summary.ok()
        ? "The story is told: every version ended as it should, and Git has the good ones only."
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
