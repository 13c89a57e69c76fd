package dev.sluice.cli.story;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one version's rollout went.
 *
 * @param reason why it ended so, in the Canary's own words
 * @param took from the push to the end
 * @param clients all requests of the clients in that time
 * @param served those that this version answered
 * @param commit what brought it; null if that is not known
 * @param revert the commit that took it back in Git; null if none did
 */
public record Result(
    Release release,
    Outcome outcome,
    String reason,
    Duration took,
    Count clients,
    Count served,
    @Nullable Commit commit,
    @Nullable String revert) {
  /** Whether it ended as it should, in the cluster and in Git. */
  public boolean asExpected() {
    return outcome == release.expected() && (outcome == Outcome.ROLLED_BACK) == (revert != null);
  }
}
