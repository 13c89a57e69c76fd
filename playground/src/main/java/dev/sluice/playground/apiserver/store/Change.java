package dev.sluice.playground.apiserver.store;

import org.jspecify.annotations.Nullable;

/**
 * One write.
 *
 * @param current the object after it; for a deletion its last state under the version of the
 *     deletion
 * @param previous the object before it; null for a creation
 */
public record Change(Kind kind, Stored current, @Nullable Stored previous) {
  /** What a write did. */
  public enum Kind {
    ADDED,
    MODIFIED,
    DELETED
  }

  public long version() {
    return current.version();
  }
}
