package dev.sluice.operator.git.writeback;

import java.time.Instant;

/**
 * A rollout that ended, in whatever cluster, as the notes of the repository have it.
 *
 * @param at when it ended
 * @param commit that was rolled out
 * @param serving the commit that served after it: itself when it was promoted
 */
public record PastRelease(Instant at, String commit, String serving) {
  /** Whether it was promoted. */
  public boolean isPromoted() {
    return commit.equals(serving);
  }
}
