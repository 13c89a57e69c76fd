package dev.sluice.operator.git.image;

import dev.sluice.crds.ImagePolicyStatus.Found;
import java.time.Duration;
import java.util.Optional;

/** What one look at a registry gave. */
sealed interface ScanResult {
  /**
   * The tags are known.
   *
   * @param newest empty if none of them is wanted
   * @param tags how many there are
   * @param update what became of the newest one in Git
   */
  record Listed(Optional<Found> newest, int tags, Update update) implements ScanResult {}

  /** What became of the newest image in Git. */
  sealed interface Update {
    /** Git has it already, or is not to have it. */
    record Nothing() implements Update {}

    /** It was pushed. */
    record Pushed(String commit, String branch) implements Update {}

    /**
     * It was rolled back and taken back, and is not written again.
     *
     * @param message which commit did that
     * @param pushed what was written all the same, elsewhere or for other policies
     */
    record Refused(String message, Optional<Pushed> pushed) implements Update {}

    /**
     * It could not be written.
     *
     * @param passes whether that is likely gone at the next try
     */
    record Failed(String reason, String message, boolean passes) implements Update {}
  }

  /**
   * The registry wants to be left alone.
   *
   * @param pause how long
   */
  record Throttled(String message, Duration pause) implements ScanResult {}

  /**
   * It could not be known.
   *
   * @param reason one word for programs
   * @param passes whether it is likely gone at the next try; otherwise a person has to mend it
   */
  record Failed(String reason, String message, boolean passes) implements ScanResult {}
}
