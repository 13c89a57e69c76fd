package dev.sluice.rollout;

import java.time.Instant;
import java.util.Optional;

/**
 * The primary gets the judged template while the traffic stays where it was; it gets its traffic
 * back, in steps or at once, when it was seen ready with it.
 */
final class Promoting {
  private Promoting() {}

  /** In {@link Stage#PROMOTING}. */
  static Outcome copy(Situation now) {
    var started = now.state().revisions().started();
    if (now.seen().primary().readyWith(started)) {
      return now.plan().stepWeightPromotion() > 0 && now.progress().weight() > 0
          ? shiftBack(now)
          : finalise(now);
    }
    if (!now.seen().primary().at(started) && !now.targetStarted() && now.primaryPromoted()) {
      // What was judged can be copied no more, and nothing has been: begin with what came instead.
      var other = Beginning.ofOtherRevision(now);
      if (other.isPresent()) {
        return other.get();
      }
    }
    return primaryTrouble(now, now.stageDeadline())
        .orElseGet(() -> waitForPrimary(now).until(now.stageDeadline()));
  }

  /** In {@link Stage#SHIFTING_BACK}. */
  static Outcome shift(Situation now) {
    return unready(now)
        .orElseGet(
            () ->
                !now.targetStarted()
                    ? finalise(now)
                    : now.due()
                        ? shiftBack(now)
                        : now.stay().then(now.correctedRoutes()).until(now.progress().dueAt()));
  }

  /** In {@link Stage#FINALISING}. */
  static Outcome finish(Situation now) {
    var trouble = unready(now);
    if (trouble.isPresent()) {
      return trouble.get();
    }
    var revisions = now.state().revisions();
    var started = revisions.started();
    if (started == null || !now.serving(Split.PRIMARY)) {
      return now.stay().then(now.correctedRoutes());
    }
    var state = now.state().withRevisions(revisions.startedIsPromoted());
    boolean bakes = Baking.wanted(now);
    var outcome =
        bakes ? Baking.begin(now, state) : now.move(Trigger.DONE, Idle.closing(now, state));
    return outcome
        .then(
            new Effect.KeepLastGood(started, revisions.promoted()),
            new Effect.ScaleCanary(0),
            Texts.normal(
                now.state().skipped()
                    ? "Promotion completed! Canary analysis was skipped for " + now.texts().target()
                    : "Promotion completed! Scaling down " + now.texts().target()))
        .then(bakes ? now.texts().watching(now.plan().bake()) : finished(now));
  }

  /** What is told when a promotion is over. */
  static Effect finished(Situation now) {
    if (now.state().skipped()) {
      return Texts.info("Canary analysis was skipped, promotion finished.");
    }
    var grounds = now.state().grounds();
    var finished = "Canary analysis completed successfully, promotion finished.";
    return Texts.info(grounds == null ? finished : finished + " " + grounds);
  }

  /** What a promotion that cannot go on does: the last good revision comes back. */
  static Outcome fail(Situation now, String message) {
    var failure = new Failure("PromotionFailed", "Promotion failed, primary not ready: " + message);
    return now.move(Trigger.PRIMARY_FAILED, now.state().withFailure(failure))
        .then(
            Texts.warning(
                "Promotion of %s failed, primary not ready: %s"
                    .formatted(now.texts().target(), message)),
            Texts.error(failure.message()));
  }

  private static Outcome shiftBack(Situation now) {
    int weight = Math.max(0, now.progress().weight() - now.plan().stepWeightPromotion());
    if (!now.plan().shiftsTraffic() || !now.targetStarted()) {
      return finalise(now);
    }
    var split = Split.canary(weight);
    var due = now.nextInterval();
    var progress = now.progress().withSplit(split).withNextRound(due).withUnreadySince(null);
    return now.move(
            weight == 0 ? Trigger.PRIMARY_READY : Trigger.SHIFT_BACK,
            now.state().withProgress(progress))
        .then(now.route(split))
        .then(
            Texts.normal(
                "Advance %s primary weight %d".formatted(now.texts().target(), split.primary())));
  }

  private static Outcome finalise(Situation now) {
    var progress = now.progress().withSplit(Split.PRIMARY).withUnreadySince(null);
    var outcome =
        now.move(Trigger.PRIMARY_READY, now.state().withProgress(progress))
            .then(now.route(Split.PRIMARY));
    return now.plan().shiftsTraffic()
        ? outcome.then(Texts.normal("Routing all traffic to primary"))
        : outcome;
  }

  /** The primary was ready with what was judged; empty while it still is. */
  private static Optional<Outcome> unready(Situation now) {
    var since = now.progress().unreadySince();
    if (now.seen().primary().readyWith(now.state().revisions().started())) {
      return since == null
          ? Optional.empty()
          : Optional.of(
              Outcome.of(now.state().withProgress(now.progress().withUnreadySince(null))));
    }
    if (since == null) {
      return Optional.of(
          Outcome.of(now.state().withProgress(now.progress().withUnreadySince(now.now()))));
    }
    var deadline = since.plus(now.plan().progressDeadline());
    return primaryTrouble(now, deadline).or(() -> Optional.of(waitForPrimary(now).until(deadline)));
  }

  private static Optional<Outcome> primaryTrouble(Situation now, Instant deadline) {
    var primary = now.seen().primary();
    boolean started = primary.at(now.state().revisions().started());
    boolean hopeless = started ? Situation.lost(primary) : !now.targetStarted();
    return hopeless || now.passed(deadline)
        ? Optional.of(fail(now, now.unreadiness(primary, now.texts().primary())))
        : Optional.empty();
  }

  private static Outcome waitForPrimary(Situation now) {
    var revisions = now.state().revisions();
    var started = revisions.started();
    if (started == null || now.seen().primary().at(started)) {
      return now.stay().then(now.correctedRoutes());
    }
    var released = Baselines.release(now);
    if (!released.isEmpty()) {
      // The baseline's traffic goes back while the primary is still whole.
      return now.stay().then(released);
    }
    var outcome = now.stay();
    if (revisions.promoted() != null) {
      outcome = outcome.then(new Effect.KeepLastGood(revisions.promoted(), revisions.previous()));
    }
    return outcome.then(new Effect.CopyTemplate(started));
  }
}
