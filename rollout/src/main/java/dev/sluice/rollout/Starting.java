package dev.sluice.rollout;

import java.util.ArrayList;
import java.util.List;

/** The canary comes up, pre-rollout hooks run, and the first step is entered. */
final class Starting {
  private static final String TOLD = "told/starting";

  private Starting() {}

  static Outcome handle(Situation now) {
    var interruption = Interruptions.of(now);
    if (interruption.isPresent()) {
      return interruption.get();
    }
    if (now.due()) {
      var signalled = RollbackHooks.interrupt(now);
      if (signalled.isPresent()) {
        return signalled.get();
      }
    }
    if (!now.canaryReady()) {
      return comingUp(now);
    }
    if (now.skipsAnalysis()) {
      return Steps.promote(now.with(now.state().withSkipped()));
    }
    if (!Baselines.ready(now)) {
      return baselineComingUp(now);
    }
    if (now.state().paused()) {
      return RollbackHooks.waiting(now).then(now.correctedRoutes());
    }
    boolean tried = now.progress().stepStartedAt() != null;
    if (tried && !now.due()) {
      return now.stay().then(now.correctedRoutes()).until(now.progress().dueAt());
    }
    return start(now);
  }

  private static Outcome comingUp(Situation now) {
    boolean asleep =
        now.seen().canary() instanceof Workload.Present canary && canary.replicas() == 0;
    var deadline = now.stageDeadline();
    boolean lost = Situation.lost(now.seen().canary()) && !asleep && !Renewal.owed(now);
    if (now.passed(deadline) || lost) {
      var message = now.unreadiness(now.seen().canary(), now.texts().target());
      return Cause.deadline(message).giveUp(now);
    }
    var renewal = Renewal.handle(now);
    if (renewal.isPresent()) {
      return renewal.get();
    }
    var effects = new ArrayList<>(now.correctedRoutes());
    int pods = Sizing.pods(now, now.plan().strategy().steps().getFirst());
    var state = now.state();
    if (asleep || pods > now.progress().pods()) {
      effects.addAll(Sizing.scale(pods));
      state = state.withProgress(now.progress().withPods(pods));
    }
    effects.addAll(Baselines.ensure(now));
    return RollbackHooks.waiting(now.with(state)).then(effects).until(deadline);
  }

  private static Outcome baselineComingUp(Situation now) {
    var deadline = now.stageDeadline();
    return now.passed(deadline) || Baselines.lost(now)
        ? Cause.baselineNotReady(Baselines.unreadiness(now)).giveUp(now)
        : RollbackHooks.waiting(now)
            .then(now.correctedRoutes())
            .then(Baselines.ensure(now))
            .until(deadline);
  }

  private static Outcome start(Situation now) {
    var effects = new ArrayList<Effect>();
    var state = now.state();
    if (!now.entered(TOLD)) {
      effects.add(Texts.normal("Starting canary analysis for " + now.texts().target()));
      now.plan().warnings().stream().map(Texts::warning).forEach(effects::add);
      state = state.withEntry(TOLD);
    }
    var outcome = preRollout(now.with(state));
    return new Outcome(outcome.next(), effects, outcome.until(), outcome.taken())
        .then(outcome.effects());
  }

  private static Outcome preRollout(Situation now) {
    var run = HookRun.of(now, Hook.Type.PRE_ROLLOUT, "");
    var next = now.with(run.recorded(now, ""));
    var effects = new ArrayList<Effect>();
    for (var hook : run.passed()) {
      effects.add(Texts.normal("Pre-rollout check %s passed".formatted(hook.name())));
    }
    var refused = run.refused();
    if (refused != null) {
      var halt =
          "%s pre-rollout check %s failed %s"
              .formatted(now.texts().halt(), refused.name(), run.message());
      var tried = next.progress().withStepStartedAt(now.now());
      effects.addAll(now.correctedRoutes());
      return Outcome.of(next.state())
          .then(effects)
          .followedBy(
              Rounds.failed(next.with(next.state().withProgress(tried)), List.of(halt), false));
    }
    if (!run.allPassed()) {
      return next.stay()
          .then(effects)
          .then(now.correctedRoutes())
          .then(run.call(now, Phase.PROGRESSING));
    }
    return Outcome.of(next.state()).then(effects).followedBy(firstStep(next));
  }

  private static Outcome firstStep(Situation now) {
    var found = Steps.gateBefore(now, 1).map(gate -> gate.ask(now, Phase.PROGRESSING));
    if (found.isEmpty()) {
      return Steps.enter(now, 1);
    }
    var gate = found.get();
    if (gate.open()) {
      return gate.next().stay().then(gate.effects()).followedBy(Steps.enter(gate.next(), 1));
    }
    var outcome = gate.next().stay().then(gate.effects()).then(now.correctedRoutes());
    return gate.refused()
        ? outcome.followedBy(
            Rounds.next(
                gate.next()
                    .with(
                        gate.next()
                            .state()
                            .withProgress(gate.next().progress().withStepStartedAt(now.now())))))
        : outcome;
  }
}
