package dev.sluice.rollout;

import java.time.Instant;
import java.util.List;

/** How a round ends, when it does not end a step. */
final class Rounds {
  /** In the ledger once people were told why nothing can be decided. */
  static final String WARNED = "told/undecided";

  private Rounds() {}

  /** Nothing is decided; the next complete round comes after an interval. */
  static Outcome next(Situation now) {
    var complete = now.completeRound() ? null : now.progress().completeRoundAt();
    return next(now, complete == null ? now.nextInterval() : complete);
  }

  /** Rounds of evidence alone come before the next complete one, if there are any. */
  static Outcome next(Situation now, Instant complete) {
    var due = now.progress().step() > 0 ? now.roundBefore(complete) : complete;
    return Outcome.of(now.state().withProgress(now.progress().withNextRound(due, complete)))
        .until(due);
  }

  /** The evidence would do to leave the step: now everything else is asked. */
  static Outcome completeNow(Situation now) {
    var progress = now.progress().withNextRound(now.now());
    return Outcome.of(now.state().withProgress(progress)).until(now.now());
  }

  /** Nothing is decided, which is told once if there is something to say about it. */
  static Outcome undecided(Situation now, Verdict.Undecided verdict) {
    var next = next(now);
    return verdict.warning() == null
        ? next
        : next.followedBy(now.with(next.next()).once(WARNED, Texts.warning(verdict.warning())));
  }

  /**
   * It failed: one more failed check, and the end when there are enough or one was critical.
   *
   * @param messages what the events say; not empty
   */
  static Outcome failed(Situation now, List<String> messages, boolean critical) {
    var counted = counted(now);
    var told = messages.stream().map(Texts::warning).toList();
    if (critical) {
      return Outcome.of(counted.state())
          .then(told)
          .followedBy(Cause.criticalCheck(messages.getFirst()).giveUp(counted));
    }
    if (counted.progress().failedChecks() >= now.plan().threshold()) {
      return Outcome.of(counted.state())
          .then(told)
          .followedBy(Cause.failedChecks(counted.progress().failedChecks()).giveUp(counted));
    }
    return next(counted).then(told);
  }

  /** The evidence is against the canary, whatever the threshold. */
  static Outcome regressed(Situation now, String sentence) {
    return Cause.regression(sentence).giveUp(counted(now));
  }

  /** With one more failed check. */
  static Situation counted(Situation now) {
    var progress = now.progress().withFailedCheck().withHeldSince(null);
    return now.with(now.state().withProgress(progress));
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

  /**
   * Data is there again. A round of evidence alone cannot say so of the checks that were not asked.
   */
  static Situation withData(Situation now) {
    return now.progress().heldSince() == null || !now.completeRound()
        ? now
        : now.with(now.state().withProgress(now.progress().withHeldSince(null)));
  }
}
