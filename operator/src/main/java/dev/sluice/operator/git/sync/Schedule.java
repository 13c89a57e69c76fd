package dev.sluice.operator.git.sync;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When a GitSync is attempted: a pure function of what is known. */
final class Schedule {
  private static final Duration FIRST_RETRY = Duration.ofSeconds(5);

  private Schedule() {}

  /**
   * What is known of a GitSync.
   *
   * @param changed whether spec, or request, are others than at the last attempt, or there was none
   * @param suspects whether objects are not as they were made, and that was not told yet
   * @param due when the repository is to be asked again; null for never asked
   * @param retry when to try again after a failure; null when the last attempt was none
   */
  record Facts(
      boolean suspended,
      boolean changed,
      boolean suspects,
      @Nullable Instant due,
      @Nullable Instant retry) {}

  /** What to do. */
  sealed interface Next {
    /** Nothing, and not before something happens. */
    record Nothing() implements Next {}

    /** Nothing until then. */
    record Wait(Instant until) implements Next {}

    /** An attempt. */
    record Attempt() implements Next {}
  }

  static Next next(Facts facts, Instant now) {
    if (facts.suspended) {
      return new Next.Nothing();
    }
    Instant due = facts.retry == null ? facts.due : facts.retry;
    if (facts.changed || due == null || !due.isAfter(now)) {
      return new Next.Attempt();
    }
    // What fails is not tried at every change that others make; what is told is told once.
    if (facts.suspects && facts.retry == null) {
      return new Next.Attempt();
    }
    return new Next.Wait(due);
  }

  /**
   * How long to wait after failures in a row.
   *
   * @param failures 1 or more
   * @param longest the interval of the GitSync
   */
  static Duration pause(int failures, Duration longest) {
    Duration pause = FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, 10));
    return pause.compareTo(longest) < 0 ? pause : longest;
  }
}
