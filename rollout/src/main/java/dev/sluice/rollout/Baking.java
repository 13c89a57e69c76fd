package dev.sluice.rollout;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The promoted revision serves from the primary and is watched for a while. When a check fails the
 * revision before, which is kept until then, is restored.
 */
final class Baking {
  private Baking() {}

  /**
   * Whether this rollout is watched: one that people promoted themselves is not taken from them.
   */
  static boolean wanted(Situation now) {
    return now.plan().bake().isPositive()
        && !now.state().skipped()
        && now.state().revisions().promoted() != null;
  }

  /** The primary serves: the started revision is the promoted one, and watched from now. */
  static Outcome begin(Situation now, State promoted) {
    var bake = now.now().plus(now.plan().bake());
    var complete = bake.isBefore(now.nextInterval()) ? bake : now.nextInterval();
    var progress = promoted.progress().withBake(now.now(), now.roundBefore(complete), complete);
    return now.move(Trigger.BAKE, promoted.withProgress(progress));
  }

  static Outcome handle(Situation now) {
    if (!now.plan().bake().isPositive()) {
      return done(now, "The bake of %s is no longer asked for");
    }
    if (now.targetRevision().isPresent() && !now.targetStarted()) {
      return done(now, "The bake of %s ends early, a new revision is there");
    }
    return watch(now);
  }

  /** Watches, and begins nothing new. */
  static Outcome watch(Situation now) {
    if (!now.primaryPromoted()) {
      return Idle.keep(now);
    }
    return unready(now)
        .orElseGet(
            () ->
                now.due()
                    ? round(now)
                    : now.stay().then(now.correctedRoutes()).until(now.progress().dueAt()));
  }

  /**
   * The rollout is over, and it ended well.
   *
   * @param why an event with one place, for the primary
   */
  static Outcome done(Situation now, String why) {
    return now.move(Trigger.DONE, Idle.closing(now, now.state()))
        .then(Texts.normal(why.formatted(now.texts().primary())))
        .then(Promoting.finished(now));
  }

  /** The revision before comes back. */
  static Outcome fail(Situation now, String why) {
    var failure = new Failure("BakeFailed", "Bake failed: " + why);
    var state =
        now.state().withRevisions(now.state().revisions().promotedIsUndone()).withFailure(failure);
    return now.move(Trigger.BAKE_FAILED, state)
        .then(
            Texts.warning("Rolling back %s bake failed: %s".formatted(now.texts().target(), why)),
            Texts.error(failure.message()));
  }

  /** Checks go on while the primary is not ready, but not for ever; empty while nothing is told. */
  private static Optional<Outcome> unready(Situation now) {
    var primary = now.seen().primary();
    var since = now.progress().unreadySince();
    if (primary.readyWith(now.state().revisions().promoted())) {
      return since == null ? Optional.empty() : Optional.of(unreadySince(now, null));
    }
    if (since == null) {
      return Optional.of(unreadySince(now, now.now()));
    }
    return Situation.lost(primary) || now.passed(since.plus(now.plan().progressDeadline()))
        ? Optional.of(fail(now, now.unreadiness(primary, now.texts().primary())))
        : Optional.empty();
  }

  private static Outcome unreadySince(Situation now, @Nullable Instant since) {
    return Outcome.of(now.state().withProgress(now.progress().withUnreadySince(since)));
  }

  private static Outcome round(Situation now) {
    if (now.completeRound()) {
      var signalled = RollbackHooks.interrupt(now, () -> fail(now, "manual webhook invoked"));
      if (signalled.isPresent()) {
        return signalled.get();
      }
    }
    return switch (now.seen().verdicts().get(Round.key(now.state()))) {
      case null -> now.stay().then(new Effect.RunChecks(Round.of(now)));
      case Verdict.Regressed(String sentence) -> fail(Rounds.counted(now), sentence);
      case Verdict.Failed(List<String> messages, boolean critical) ->
          failed(now, messages, critical);
      case Verdict.Held(List<String> messages) ->
          over(now)
              ? done(now, "The bake of %s is over, though checks were without data")
              : held(now, messages);
      case Verdict.Undecided _, Verdict.Inconclusive _, Verdict.Passed _, Verdict.Proven _ ->
          over(now)
              ? done(now, "The bake of %s is over, no regression was found")
              : next(Rounds.withData(now));
    };
  }

  private static Outcome failed(Situation now, List<String> messages, boolean critical) {
    var counted = Rounds.counted(now);
    var told = Outcome.of(counted.state()).then(messages.stream().map(Texts::warning).toList());
    int failed = counted.progress().failedChecks();
    return critical
        ? told.followedBy(fail(counted, "critical check failed: " + messages.getFirst()))
        : failed >= now.plan().threshold()
            ? told.followedBy(fail(counted, "failed checks threshold reached " + failed))
            : told.followedBy(next(counted));
  }

  /**
   * Nothing is counted and the bake takes no longer; it is told once, until there is data again.
   */
  private static Outcome held(Situation now, List<String> messages) {
    if (now.progress().heldSince() != null) {
      return next(now);
    }
    var state = now.state().withProgress(now.progress().withHeldSince(now.now()));
    return next(now.with(state)).then(messages.stream().map(Texts::warning).toList());
  }

  private static Outcome next(Situation now) {
    return now.completeRound() ? Rounds.next(now, nextComplete(now)) : Rounds.next(now);
  }

  /** A bake ends with a complete round that does not fail. */
  private static boolean over(Situation now) {
    return now.completeRound() && now.passed(end(now));
  }

  private static Instant nextComplete(Situation now) {
    var next = now.nextInterval();
    return now.passed(end(now)) || next.isBefore(end(now)) ? next : end(now);
  }

  private static Instant end(Situation now) {
    var begun = now.progress().stepStartedAt();
    return (begun == null ? now.state().since() : begun).plus(now.plan().bake());
  }
}
