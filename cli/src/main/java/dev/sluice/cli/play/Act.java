package dev.sluice.cli.play;

import dev.sluice.cli.story.Commit;
import dev.sluice.cli.story.Release;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where in the story we are. */
sealed interface Act {
  /** The stage is set up. */
  record Preparing(String sentence) implements Act {}

  /** The first version is in service and its Canary is new. */
  record Initialising() implements Act {}

  /**
   * A version is on its way.
   *
   * @param since when it was shipped, since the beginning
   * @param before what the clients had counted then
   * @param lastEnded the id of the rollout that had ended last then
   * @param commit what was pushed; null until somebody has committed it
   */
  record Shipping(
      Release release, Duration since, Clients before, String lastEnded, @Nullable Commit commit)
      implements Act {
    Shipping by(Commit pushed) {
      return new Shipping(release, since, before, lastEnded, pushed);
    }
  }

  /** A version has ended; the next one waits a moment, so that a person can take it in. */
  record Resting(Release release) implements Act {}

  /**
   * Somebody has changed the cluster past Git.
   *
   * @param tag that was set
   * @param healed after how long it was put right; null until it is
   */
  record Meddling(String tag, @Nullable Duration healed) implements Act {}

  /** Something else happens between two versions. */
  record Interlude(String sentence) implements Act {}

  /**
   * All is told.
   *
   * @param sentence what remains to do
   * @param lastEnded the id of the rollout that ended last in the story
   */
  record Ended(String sentence, String lastEnded) implements Act {}
}
