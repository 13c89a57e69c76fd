package dev.sluice.rollout;

import org.jspecify.annotations.Nullable;

/** The target or the primary, as it was seen. */
public sealed interface Workload {
  /** Not there. */
  record Absent() implements Workload {}

  /**
   * There.
   *
   * @param revision the hash of its template and tracked configs. For the primary: the revision
   *     that it was made from, or anything else if somebody edited it since
   * @param replicas desired pods; 0 when scaled to zero
   * @param available pods that take traffic, of whatever template
   * @param gone whether it is scaled to zero and no pod is left but such that are stopping: pods
   *     that it gets from now on are new ones
   */
  record Present(String revision, int replicas, int available, boolean gone, Readiness readiness)
      implements Workload {
    /** Whether it can be given traffic that it does not have yet. */
    public boolean ready() {
      return readiness instanceof Readiness.Ready && replicas > 0;
    }
  }

  /** Whether it is there, runs this revision, and can be given traffic. */
  default boolean readyWith(@Nullable String revision) {
    return this instanceof Present present && present.ready() && present.revision.equals(revision);
  }

  /** Whether it is there and made from this revision. */
  default boolean at(@Nullable String revision) {
    return this instanceof Present present && present.revision.equals(revision);
  }
}
