package dev.sluice.rollout;

import java.time.Instant;
import java.util.List;

/** How a round ends, when it does not end a step. */
final class Rounds {
  private Rounds() {}

  /** Nothing is decided; the next one comes after an interval. */
  static Outcome next(Situation now) {
    return next(now, now.nextInterval());
  }

  static Outcome next(Situation now, Instant due) {
    return Outcome.of(now.state().withProgress(now.progress().withNextRound(due))).until(due);
  }

  /**
   * It failed: one more failed check, and the end when there are enough or one was critical.
   *
   * @param messages what the events say; not empty
   */
  static Outcome failed(Situation now, List<String> messages, boolean critical) {
    var progress = now.progress().withFailedCheck().withHeldSince(null);
    var counted = now.with(now.state().withProgress(progress));
    var told = messages.stream().map(Texts::warning).toList();
    if (critical) {
      return Outcome.of(counted.state())
          .then(told)
          .followedBy(Cause.criticalCheck(messages.getFirst()).giveUp(counted));
    }
    if (progress.failedChecks() >= now.plan().threshold()) {
      return Outcome.of(counted.state())
          .then(told)
          .followedBy(Cause.failedChecks(progress.failedChecks()).giveUp(counted));
    }
    return next(counted).then(told);
  }

  /** A check has no data: neither passed nor failed, bounded by the progress deadline. */
  static Outcome held(Situation now, List<String> messages) {
    var since = now.progress().heldSince();
    if (since == null) {
      var progress = now.progress().withHeldSince(now.now());
      return next(now.with(now.state().withProgress(progress)))
          .then(messages.stream().map(Texts::warning).toList());
    }
    return now.passed(since.plus(now.plan().progressDeadline()))
        ? Cause.noData(String.join("; ", messages)).giveUp(now)
        : next(now);
  }
}
