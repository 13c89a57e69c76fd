package dev.sluice.cli.play;

import dev.sluice.cli.story.Release;
import java.time.Duration;

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
   */
  record Shipping(Release release, Duration since, Clients before, String lastEnded)
      implements Act {}

  /** A version has ended; the next one waits a moment, so that a person can take it in. */
  record Resting(Release release) implements Act {}

  /** The other judge is about to see a version that was rolled back before. */
  record Comparing(Release release) implements Act {}

  /**
   * All is told.
   *
   * @param sentence what remains to do
   */
  record Ended(String sentence) implements Act {}
}
