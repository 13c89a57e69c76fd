package dev.sluice.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The canary is judged in rounds: in a step, while a step holds for a person, and while promotion
 * waits for its gates.
 */
final class Analysing {
  private Analysing() {}

  static Outcome handle(Situation now) {
    var interruption = Interruptions.of(now).or(() -> gone(now)).or(() -> Baselines.rebalance(now));
    if (interruption.isPresent()) {
      return interruption.get();
    }
    if (now.skipsAnalysis() && now.canaryReady()) {
      return Steps.promote(now.with(now.state().withSkipped()));
    }
    if (now.entered(Advance.skipped(now)) && now.canaryReady()) {
      return Advance.past(now, false);
    }
    if (!now.due()) {
      return now.stay().then(now.correctedRoutes()).until(now.progress().dueAt());
    }
    if (now.completeRound()) {
      var signalled = RollbackHooks.interrupt(now);
      if (signalled.isPresent()) {
        return signalled.get();
      }
    }
    if (!now.canaryReady()) {
      return unready(now);
    }
    if (!Baselines.ready(now)) {
      return baselineUnready(now);
    }
    return round(
        now.progress().unreadySince() == null
            ? now
            : now.with(now.state().withProgress(now.progress().withUnreadySince(null))));
  }

  /** The canary, or the baseline, says that it will not come up again. */
  private static Optional<Outcome> gone(Situation now) {
    if (Situation.lost(now.seen().canary())) {
      return Optional.of(Cause.deadline(canaryUnreadiness(now)).giveUp(now));
    }
    return Baselines.lost(now)
        ? Optional.of(Cause.baselineNotReady(Baselines.unreadiness(now)).giveUp(now))
        : Optional.empty();
  }

  /** The round waits, unless nobody answers the requests that the canary gets. */
  private static Outcome unready(Situation now) {
    var since = now.progress().unreadySince();
    if (since == null) {
      return Outcome.of(now.state().withProgress(now.progress().withUnreadySince(now.now())));
    }
    var deadline = since.plus(now.plan().progressDeadline());
    if (now.passed(deadline)) {
      return Cause.deadline(canaryUnreadiness(now)).giveUp(now);
    }
    if (!now.completeRound()) {
      return Rounds.next(now).then(now.correctedRoutes()).until(deadline);
    }
    boolean dead =
        now.seen().canary() instanceof Workload.Present canary && canary.available() == 0;
    if (dead && now.progress().weight() > 0) {
      var message = "%s: %s".formatted(now.texts().halt(), canaryUnreadiness(now));
      return Rounds.failed(now, List.of(message), false).until(deadline);
    }
    return now.stay().then(now.correctedRoutes()).until(deadline);
  }

  /** The round waits: there is nothing to compare the canary with. Its requests are answered. */
  private static Outcome baselineUnready(Situation now) {
    var effects = new ArrayList<>(now.correctedRoutes());
    effects.addAll(Baselines.ensure(now));
    var since = now.progress().unreadySince();
    if (since == null) {
      return Outcome.of(now.state().withProgress(now.progress().withUnreadySince(now.now())))
          .then(effects);
    }
    var deadline = since.plus(now.plan().progressDeadline());
    return now.passed(deadline)
        ? Cause.baselineNotReady(Baselines.unreadiness(now)).giveUp(now)
        : now.stay().then(effects).until(deadline);
  }

  private static Outcome round(Situation now) {
    if (!now.serving(now.progress().split())) {
      return now.stay().then(now.correctedRoutes());
    }
    if (!now.completeRound()) {
      return judged(now);
    }
    var run = HookRun.of(now, Hook.Type.ROLLOUT, "");
    var refused = run.refused();
    if (refused != null) {
      var message =
          "%s external check %s failed %s"
              .formatted(now.texts().halt(), refused.name(), run.message());
      return Rounds.failed(now, List.of(message), false);
    }
    if (!run.allPassed()) {
      return now.stay().then(run.call(now, Phase.PROGRESSING));
    }
    return judged(now);
  }

  private static Outcome judged(Situation now) {
    return switch (now.seen().verdicts().get(Round.key(now.state()))) {
      case null -> now.stay().then(new Effect.RunChecks(Round.of(now)));
      case Verdict.Regressed(String sentence) -> Rounds.regressed(now, sentence);
      case Verdict.Failed(List<String> messages, boolean critical) ->
          Rounds.failed(now, messages, critical);
      case Verdict.Held(List<String> messages) -> Rounds.held(now, messages);
      case Verdict.Undecided undecided -> Rounds.undecided(Rounds.withData(now), undecided);
      case Verdict.Inconclusive(String sentence) ->
          Advance.inconclusive(Rounds.withData(now), sentence);
      case Verdict.Passed(var grounds) -> Advance.afterPass(Rounds.withData(now), grounds);
      case Verdict.Proven proven -> Advance.proven(Rounds.withData(now), proven);
    };
  }

  private static String canaryUnreadiness(Situation now) {
    return now.unreadiness(now.seen().canary(), now.texts().target());
  }
}
