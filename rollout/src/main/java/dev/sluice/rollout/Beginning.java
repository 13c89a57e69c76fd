package dev.sluice.rollout;

import java.util.List;
import java.util.Optional;

/** The start of a rollout, also in the middle of another one. */
final class Beginning {
  private Beginning() {}

  /** A rollout of the target's revision, because it is new. */
  static Outcome ofNewRevision(Situation now, String revision) {
    return begin(now, revision, Trigger.NEW_REVISION, Trigger.NEW_REVISION_GATED);
  }

  /** Another rollout of the target's revision, because a person wants it. */
  static Outcome again(Situation now, String revision) {
    return begin(now, revision, Trigger.RETRY, Trigger.RETRY_GATED);
  }

  /**
   * What the target's revision asks for while another one is on its way: to begin with it, or to
   * withdraw when it is the promoted one; empty while it is the one that was started.
   */
  static Optional<Outcome> ofOtherRevision(Situation now) {
    return now.targetRevision()
        .filter(revision -> !revision.equals(now.state().revisions().started()))
        .map(
            revision ->
                revision.equals(now.state().revisions().promoted())
                    ? backAtPromoted(now)
                    : ofNewRevision(now, revision));
  }

  private static Outcome begin(Situation now, String revision, Trigger plain, Trigger gated) {
    boolean restart = !now.state().stage().atRest() || now.state().stage() == Stage.FROZEN;
    var started =
        Renewal.owed(now, now.state().starting(revision, now.seen().trackedConfigs(), now.now()));
    var next = now.with(started);
    var routes = restart ? next.correctedRoutes() : List.<Effect>of();
    if (!now.plan().hooks(Hook.Type.CONFIRM_ROLLOUT).isEmpty()) {
      var outcome = now.move(gated, started).then(routes);
      return restart ? outcome.then(restarting(now)).then(Renewal.told(next)) : outcome;
    }
    return now.move(plain, started)
        .then(routes)
        .then(restart ? restarting(now) : scalingUp(now))
        .then(Renewal.told(next))
        .then(progressing());
  }

  /** The confirm-rollout gates approved. */
  static Outcome confirmed(Situation now) {
    return now.move(Trigger.CONFIRMED).then(scalingUp(now), progressing());
  }

  private static Outcome backAtPromoted(Situation now) {
    var state = now.state();
    var next = now.with(state.withProgress(state.progress().withSplit(Split.PRIMARY)));
    return now.move(Trigger.BACK_AT_PROMOTED, next.state()).then(next.correctedRoutes());
  }

  private static Effect scalingUp(Situation now) {
    return Texts.normal("New revision detected! Scaling up " + now.texts().target());
  }

  private static Effect restarting(Situation now) {
    return Texts.normal("New revision detected! Restarting analysis for " + now.texts().target());
  }

  private static Effect progressing() {
    return new Effect.Alert(
        Effect.Alert.Severity.INFO, "New revision detected, progressing canary analysis.", true);
  }
}
