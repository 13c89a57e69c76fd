package dev.sluice.rollout;

import java.util.Optional;
import java.util.function.Supplier;

/** The inverted hooks: one that passes rolls back. Asked once an interval while undecided. */
final class RollbackHooks {
  private RollbackHooks() {}

  /** What to do instead of anything else; empty when every hook said that it does not signal. */
  static Optional<Outcome> interrupt(Situation now) {
    return interrupt(now, () -> Cause.rollbackHook().giveUp(now));
  }

  /**
   * The same.
   *
   * @param signalled what to do when a hook signals
   */
  static Optional<Outcome> interrupt(Situation now, Supplier<Outcome> signalled) {
    for (var hook : now.plan().hooks(Hook.Type.ROLLBACK)) {
      switch (now.seen().hooks().get(HookRun.key(now, hook))) {
        case null -> {
          return Optional.of(now.stay().then(HookRun.call(now, hook, now.state().phase())));
        }
        case Hook.Answer.Passed _ -> {
          return Optional.of(
              signalled
                  .get()
                  .then(Texts.warning("Rollback check %s passed".formatted(hook.name()))));
        }
        case Hook.Answer.Refused _ -> {
          var entry = HookRun.entry(now.plan(), hook, "told");
          if (!now.entered(entry)) {
            return Optional.of(
                now.once(
                    entry,
                    Texts.normal(
                        "Rollback hook %s not signaling a rollback".formatted(hook.name()))));
          }
        }
      }
    }
    return Optional.empty();
  }

  /** A wait in which nothing but these hooks is asked: the round ends if it was due. */
  static Outcome waiting(Situation now) {
    if (now.plan().hooks(Hook.Type.ROLLBACK).isEmpty()) {
      return now.stay();
    }
    if (!now.due()) {
      return now.stay().until(now.progress().dueAt());
    }
    var next = now.nextInterval();
    return Outcome.of(now.state().withProgress(now.progress().withNextRound(next))).until(next);
  }
}
