package dev.sluice.rollout;

/**
 * The primary did not come up with a revision, or a person wants the one before: the last good one
 * is restored, and until it serves, the traffic goes to whichever copy is healthy.
 */
final class Recovering {
  private Recovering() {}

  /** A person gives a promotion up. */
  static Outcome abort(Situation now, Request request) {
    var text = "Promotion aborted" + Requests.byWhom(request);
    var state = now.state().withFailure(new Failure("Aborted", text));
    return now.move(
            Trigger.ABORT_PROMOTION,
            state.stage() == Stage.BAKING
                ? state.withRevisions(state.revisions().promotedIsUndone())
                : state)
        .then(
            Texts.warning(
                "Rolling back %s promotion aborted%s"
                    .formatted(now.texts().target(), Requests.byWhom(request))),
            Texts.warn(text));
  }

  /** A person wants the revision before the promoted one. */
  static Outcome undo(Situation now, Request request) {
    var text = "Going back to the revision before" + Requests.byWhom(request);
    var state =
        now.state()
            .withRevisions(now.state().revisions().promotedIsUndone())
            .withFailure(new Failure("Undone", text));
    return now.move(Trigger.UNDO, state)
        .then(
            Texts.warning(
                "Rolling back %s undone%s"
                    .formatted(now.texts().target(), Requests.byWhom(request))),
            Texts.warn(text));
  }

  static Outcome handle(Situation now) {
    var promoted = now.state().revisions().promoted();
    if (now.seen().primary().readyWith(promoted)) {
      return backToPrimary(now);
    }
    var effects = now.restoredPrimary();
    boolean served =
        now.seen().primary() instanceof Workload.Present primary && primary.available() > 0;
    if (now.canaryReady() && now.plan().shiftsTraffic()) {
      return toCanary(now, served).then(effects);
    }
    var waiting = now.stay().then(effects);
    return served
        ? waiting
        : waiting.followedBy(
            now.once(
                "told/nobody",
                Texts.warning(
                    "Neither %s nor %s is ready, the routes stay as they are"
                        .formatted(now.texts().primary(), now.texts().target()))));
  }

  private static Outcome backToPrimary(Situation now) {
    if (now.serving(Split.PRIMARY)) {
      return now.move(Trigger.DONE, Idle.closing(now, now.state()))
          .then(
              new Effect.ScaleCanary(0),
              Texts.warning("Canary failed! Scaling down " + now.texts().target()));
    }
    var state = now.state().withProgress(now.progress().withSplit(Split.PRIMARY));
    var next = now.with(state);
    return next.stay().then(next.correctedRoutes());
  }

  /**
   * The canary was judged good with less than all the traffic: it gets the primary's size first,
   * unless nobody else serves at all.
   */
  private static Outcome toCanary(Situation now, boolean served) {
    int pods = now.seen().primary() instanceof Workload.Present primary ? primary.replicas() : 0;
    int have = now.seen().canary() instanceof Workload.Present canary ? canary.replicas() : 0;
    if (served && have < pods && now.progress().pods() < pods) {
      return Outcome.of(now.state().withProgress(now.progress().withPods(pods)))
          .then(new Effect.ScaleCanary(pods));
    }
    var next = now.with(now.state().withProgress(now.progress().withSplit(Split.CANARY)));
    return next.stay().then(next.correctedRoutes());
  }
}
