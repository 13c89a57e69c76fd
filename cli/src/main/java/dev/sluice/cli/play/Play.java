package dev.sluice.cli.play;

import dev.sluice.cli.stage.Demo;
import dev.sluice.cli.story.Commit;
import dev.sluice.cli.story.Judge;
import dev.sluice.cli.story.Outcome;
import dev.sluice.cli.story.Release;
import dev.sluice.cli.story.Release.Arrival;
import dev.sluice.cli.story.Result;
import dev.sluice.cli.story.Story;
import dev.sluice.cli.story.Summary;
import dev.sluice.crds.Canary;
import dev.sluice.crds.CanaryStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Ships the versions of a story, one after the other, and waits for what becomes of them. */
final class Play {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  /** Long enough for everything to go wrong once and right again on a slow machine. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Between two versions, so that a person can take in what happened. */
  private static final Duration REST = Duration.ofSeconds(4);

  private final Story story;
  private final Demo demo;
  private final Watcher watcher;
  private final Telling telling;
  private @Nullable Duration healed;

  Play(Story story, Demo demo, Watcher watcher, Telling telling) {
    this.story = story;
    this.demo = demo;
    this.watcher = watcher;
    this.telling = telling;
  }

  /**
   * Declares the Canary, waits until it is initialised and ships every version. A version that does
   * not end in time ends the story, because what came after it would tell nothing.
   */
  Summary perform() throws IOException, InterruptedException {
    telling.act(new Act.Initialising());
    demo.declare(story.judge(), "Release podinfo step by step");
    if (!await(() -> phase().equals("Initialized"))) {
      return summary(null);
    }
    rest();
    for (Release release : story.releases()) {
      if (release.arrival() instanceof Arrival.Image && healed == null) {
        meddle();
        takeImages();
      }
      Result result = ship(release);
      telling.ended(result);
      telling.act(new Act.Resting(release));
      if (result.outcome() == Outcome.UNFINISHED) {
        break;
      }
      rest();
    }
    return summary(story.again() == null ? null : shipAgain(story.again()));
  }

  /** What one judge found is shown to the other one too. */
  private @Nullable Result shipAgain(Release release) throws IOException, InterruptedException {
    if (telling.results().size() < story.releases().size()) {
      return null;
    }
    telling.act(
        new Act.Interlude(
            "Version "
                + release.name()
                + " once more, with the threshold judge: what does that one make of it?"));
    demo.declare(Judge.THRESHOLD, "Judge by thresholds");
    String latest = demo.log().getFirst().sha();
    await(() -> watcher.applied().filter(latest::equals).isPresent());
    return ship(release);
  }

  private void meddle() throws InterruptedException {
    String tag = demo.tag();
    telling.act(new Act.Meddling(story.meddling(), null));
    long start = System.nanoTime();
    demo.meddle(story.meddling());
    if (await(() -> demo.tag().equals(tag))) {
      healed = Duration.ofNanos(System.nanoTime() - start);
      telling.act(new Act.Meddling(story.meddling(), healed));
    }
    await(() -> Ending.rests(watcher.canary()));
    rest();
  }

  private void takeImages() throws IOException, InterruptedException {
    telling.act(
        new Act.Interlude(
            "From now on nobody has to write a commit for a new image: Sluice does it."));
    demo.takeImages("Take new images by themselves");
    rest();
  }

  private Result ship(Release release) throws IOException, InterruptedException {
    String lastEnded = Ending.last(watcher.canary());
    Moment start = watcher.moment();
    Clients before = start.clients();
    Act.Shipping act = new Act.Shipping(release, start.elapsed(), before, lastEnded, null);
    telling.act(act);
    String pushed = demo.ship(release);
    if (pushed != null && release.arrival() instanceof Arrival.Push(String by, String message)) {
      telling.act(act.by(new Commit(pushed, by, message)));
    }
    Supplier<Optional<Ending>> ending = () -> Ending.after(lastEnded, watcher.canary());
    await(() -> ending.get().isPresent());
    Moment end = watcher.moment();
    // The notes and the revert follow; no rollout waits for Git.
    await(() -> ending.get().map(Ending::git).isPresent());
    Ending how = ending.get().orElseGet(this::unfinished);
    await(() -> how.revert().isEmpty() || how.revert().equals(watcher.applied()));
    return new Result(
        release,
        how.outcome(),
        how.reason(),
        end.elapsed().minus(start.elapsed()),
        end.clients().total().since(before.total()),
        end.clients().of(release.tag()).since(before.of(release.tag())),
        how.commit(),
        how.revert().orElse(null));
  }

  private Ending unfinished() {
    return new Ending(
        Outcome.UNFINISHED,
        "after %d s the Canary is still %s: %s"
            .formatted(PATIENCE.toSeconds(), phase(), Conditions.message(watcher.canary())),
        null,
        null);
  }

  private Summary summary(@Nullable Result again) throws IOException {
    List<Summary.Logged> log =
        demo.log().stream()
            .map(
                entry ->
                    new Summary.Logged(
                        new Commit(entry.sha(), entry.author(), entry.subject()), entry.notes()))
            .toList();
    return new Summary(story, telling.results(), healed, again, log);
  }

  private String phase() {
    return watcher
        .canary()
        .map(Canary::getStatus)
        .map(CanaryStatus::phase)
        .orElse("without a phase");
  }

  private static void rest() throws InterruptedException {
    Thread.sleep(REST);
  }

  private static boolean await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      Thread.sleep(LOOK_AGAIN);
    }
    return true;
  }
}
