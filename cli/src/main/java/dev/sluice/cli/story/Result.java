package dev.sluice.cli.story;

import java.time.Duration;

/**
 * How one version's rollout went.
 *
 * @param reason why it ended so, in the Canary's own words
 * @param took from the change of the image to the end
 * @param clients all requests of the clients in that time
 * @param served those that this version answered
 */
public record Result(
    Release release, Outcome outcome, String reason, Duration took, Count clients, Count served) {
  /** Whether it ended as it should. */
  public boolean asExpected() {
    return outcome == release.expected();
  }
}
