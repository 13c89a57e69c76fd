package dev.sluice.rollout;

import org.jspecify.annotations.Nullable;

/**
 * The revisions of a Canary. What was seen and what was started are kept apart, so that a revision
 * that comes at a bad moment is not forgotten.
 *
 * @param seen the newest that the target was seen at
 * @param started the one of the last rollout; {@code status.lastAppliedSpec}
 * @param promoted the one that is proven on the primary; {@code status.lastPromotedSpec}
 * @param previous the one that was promoted before it, for undo
 */
public record Revisions(
    @Nullable String seen,
    @Nullable String started,
    @Nullable String promoted,
    @Nullable String previous) {
  /** Nothing seen yet. */
  public static final Revisions NONE = new Revisions(null, null, null, null);

  Revisions withSeen(String revision) {
    return new Revisions(revision, started, promoted, previous);
  }

  Revisions withStarted(@Nullable String revision) {
    return new Revisions(seen, revision, promoted, previous);
  }

  /** The started one is proven: it is the promoted one now. */
  Revisions startedIsPromoted() {
    return new Revisions(seen, started, started, promoted);
  }

  /** The promoted one is given up for the one before it. */
  Revisions promotedIsUndone() {
    return new Revisions(seen, started, previous, null);
  }
}
