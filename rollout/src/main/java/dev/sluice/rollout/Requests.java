package dev.sluice.rollout;

import java.util.Optional;

/** What people ask for; each request is handled once, and told. */
final class Requests {
  private static final String BAKE_ENDED = "The bake of %s ends early, as a person asked for";

  private Requests() {}

  /** The outcome of a request that has not been handled; empty if there is none. */
  static Optional<Outcome> handle(Situation now) {
    var request = now.seen().request();
    var handled = now.state().handled();
    if (request == null || (handled != null && handled.request().id().equals(request.id()))) {
      return Optional.empty();
    }
    var accepted = act(now, request);
    return Optional.of(
        accepted
            .orElseGet(now::stay)
            .map(state -> state.withHandled(new Request.Handled(request, accepted.isPresent())))
            .then(told(now, request, accepted.isPresent())));
  }

  /** Who asked and why, as it follows a text: {@code by alice: too many errors}. */
  static String byWhom(Request request) {
    var by = request.by().isEmpty() ? "" : " by " + request.by();
    return request.reason().isEmpty() ? by : by + ": " + request.reason();
  }

  private static Effect told(Situation now, Request request, boolean accepted) {
    var what = "Request %s%s".formatted(request.action().text(), byWhom(request));
    return accepted
        ? Texts.normal(what + " accepted")
        : Texts.warning(
            "%s refused: it cannot be done while %s is %s"
                .formatted(what, now.texts().canary(), standing(now)));
  }

  private static String standing(Situation now) {
    var phase = now.state().phase().text();
    var standing = phase.isEmpty() ? "new" : phase;
    return now.state().stage().undecided() && !now.canaryReady()
        ? standing + " and the canary is not ready"
        : standing;
  }

  private static Optional<Outcome> act(Situation now, Request request) {
    var stage = now.state().stage();
    return switch (request.action()) {
      case PAUSE ->
          stage.undecided() && stage != Stage.FROZEN && !now.state().paused()
              ? Optional.of(Outcome.of(now.state().withPaused(true)))
              : Optional.empty();
      case RESUME -> resume(now);
      case PROMOTE -> promote(now);
      case ABORT -> abort(now, request);
      case RETRY ->
          Transitions.stagesWith(Trigger.RETRY).contains(stage)
              ? now.targetRevision().map(revision -> Beginning.again(now, revision))
              : Optional.empty();
      case UNDO ->
          Transitions.stagesWith(Trigger.UNDO).contains(stage)
                  && now.state().revisions().previous() != null
              ? Optional.of(Recovering.undo(now, request))
              : Optional.empty();
      case SKIP -> skip(now);
    };
  }

  private static Optional<Outcome> resume(Situation now) {
    var state = now.state();
    if (state.paused()) {
      return Optional.of(
          Outcome.of(
              state
                  .withPaused(false)
                  .withClocksRestarted(now.now())
                  .withProgress(now.progress().withDueAt(now.now()))));
    }
    return state.stage() == Stage.HOLDING
        ? Optional.of(
            Outcome.of(Advance.approve(now).withProgress(now.progress().withDueAt(now.now()))))
        : Optional.empty();
  }

  private static Optional<Outcome> promote(Situation now) {
    if (!now.targetStarted()) {
      return Optional.empty();
    }
    var skipping = now.state().withSkipped().withPaused(false);
    return switch (now.state().stage()) {
      case WAITING ->
          Optional.of(Outcome.of(skipping.withProgress(now.progress().withDueAt(now.now()))));
      case STARTING -> Optional.of(Outcome.of(skipping));
      case ANALYSING, HOLDING, WAITING_PROMOTION, FROZEN ->
          now.canaryReady() && now.primaryPromoted()
              ? Optional.of(Steps.promote(now.with(skipping.withGrounds(null))))
              : Optional.empty();
      case BAKING -> Optional.of(Baking.done(now, BAKE_ENDED));
      case NEW,
          INITIALIZING,
          INITIALIZED,
          PROMOTING,
          SHIFTING_BACK,
          FINALISING,
          SUCCEEDED,
          RETURNING,
          ROLLING_BACK,
          RECOVERING,
          FAILED,
          TERMINATING,
          TERMINATED ->
          Optional.empty();
    };
  }

  private static Optional<Outcome> abort(Situation now, Request request) {
    var stage = now.state().stage();
    if (stage.undecided()) {
      return Optional.of(Cause.aborted(request).giveUp(now));
    }
    return Transitions.stagesWith(Trigger.ABORT_PROMOTION).contains(stage)
        ? Optional.of(Recovering.abort(now, request))
        : Optional.empty();
  }

  private static Optional<Outcome> skip(Situation now) {
    return switch (now.state().stage()) {
      case ANALYSING, HOLDING, WAITING_PROMOTION ->
          now.canaryReady()
              ? Optional.of(
                  Outcome.of(now.state().withEntry(Advance.skipped(now)).withPaused(false)))
              : Optional.empty();
      case BAKING -> Optional.of(Baking.done(now, BAKE_ENDED));
      case NEW,
          INITIALIZING,
          INITIALIZED,
          WAITING,
          STARTING,
          PROMOTING,
          SHIFTING_BACK,
          FINALISING,
          SUCCEEDED,
          RETURNING,
          ROLLING_BACK,
          RECOVERING,
          FAILED,
          FROZEN,
          TERMINATING,
          TERMINATED ->
          Optional.empty();
    };
  }
}
