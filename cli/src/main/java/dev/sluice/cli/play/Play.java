package dev.sluice.cli.play;

import dev.sluice.cli.stage.Demo;
import dev.sluice.cli.story.Judge;
import dev.sluice.cli.story.Outcome;
import dev.sluice.cli.story.Release;
import dev.sluice.cli.story.Result;
import dev.sluice.cli.story.Story;
import dev.sluice.cli.story.Summary;
import dev.sluice.crds.Canary;
import dev.sluice.crds.CanaryStatus;
import java.time.Duration;
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

  Play(Story story, Demo demo, Watcher watcher, Telling telling) {
    this.story = story;
    this.demo = demo;
    this.watcher = watcher;
    this.telling = telling;
  }

  /**
   * Waits for the Canary to be initialised and ships every version. A version that does not end in
   * time ends the story, because what came after it would tell nothing.
   */
  Summary perform() throws InterruptedException {
    telling.act(new Act.Initialising());
    if (!await(this::initialized)) {
      return summary();
    }
    rest();
    for (Release release : story.releases()) {
      Result result = ship(release);
      telling.ended(result);
      telling.act(new Act.Resting(release));
      if (result.outcome() == Outcome.UNFINISHED) {
        break;
      }
      rest();
    }
    return story.again() == null ? summary() : summary(shipAgain(story.again()));
  }

  /** What one judge found is shown to the other one too. */
  private @Nullable Result shipAgain(Release release) throws InterruptedException {
    if (telling.results().size() < story.releases().size()) {
      return null;
    }
    demo.judgeBy(Judge.THRESHOLD);
    telling.act(new Act.Comparing(release));
    return ship(release);
  }

  private Result ship(Release release) throws InterruptedException {
    String lastEnded = Ending.last(watcher.canary());
    Moment start = watcher.moment();
    Clients before = start.clients();
    telling.act(new Act.Shipping(release, start.elapsed(), before, lastEnded));
    demo.ship(release);
    Supplier<Optional<Ending>> ending = () -> Ending.after(lastEnded, watcher.canary());
    await(() -> ending.get().isPresent());
    Moment end = watcher.moment();
    Ending how = ending.get().orElseGet(this::unfinished);
    return new Result(
        release,
        how.outcome(),
        how.reason(),
        end.elapsed().minus(start.elapsed()),
        end.clients().total().since(before.total()),
        end.clients().of(release.tag()).since(before.of(release.tag())));
  }

  private Ending unfinished() {
    return new Ending(
        Outcome.UNFINISHED,
        "after %d s the Canary is still %s: %s"
            .formatted(PATIENCE.toSeconds(), phase(), Conditions.message(watcher.canary())));
  }

  private Summary summary() {
    return summary(null);
  }

  private Summary summary(@Nullable Result again) {
    return new Summary(story, telling.results(), again);
  }

  private boolean initialized() {
    return phase().equals("Initialized");
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
