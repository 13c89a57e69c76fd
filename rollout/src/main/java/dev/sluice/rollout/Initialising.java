package dev.sluice.rollout;

import java.util.ArrayList;

/**
 * The first revision is taken over without an interruption: the target goes on serving until the
 * primary is ready and has the traffic. Nothing is judged, since nothing is there to compare with.
 */
final class Initialising {
  private Initialising() {}

  static Outcome begin(Situation now) {
    return now.seen().canary() instanceof Workload.Present
        ? now.move(Trigger.TARGET_FOUND)
        : now.stay();
  }

  static Outcome handle(Situation now) {
    if (now.seen().primary() instanceof Workload.Present primary && primary.ready()) {
      return takeOver(now, primary);
    }
    var revision = now.targetRevision();
    if (revision.isEmpty()) {
      return now.stay();
    }
    if (!now.seen().primary().at(revision.get())) {
      return now.stay().then(new Effect.EnsurePrimary(revision.get()));
    }
    if (Situation.lost(now.seen().primary())) {
      var message = now.unreadiness(now.seen().primary(), now.texts().primary());
      return now.once("told/" + revision.get(), Texts.warning(message));
    }
    return now.stay();
  }

  private static Outcome takeOver(Situation now, Workload.Present primary) {
    var kind = now.plan().subject().kind();
    if (!(now.seen().routes() instanceof Routing.Serving(Split split)
        && split.equals(Split.PRIMARY))) {
      var effects = new ArrayList<Effect>();
      effects.add(new Effect.EnsureInfrastructure());
      if (!(now.seen().routes() instanceof Routing.Unknown)) {
        effects.addAll(now.correctedRoutes());
      }
      return now.stay().then(effects);
    }
    var revision = primary.revision();
    var revisions = now.state().revisions().withStarted(revision).startedIsPromoted();
    var state =
        now.state()
            .withRevisions(new Revisions(revisions.seen(), revision, revision, null))
            .withTrackedConfigs(now.configsOf(revision));
    return now.move(Trigger.TAKEN_OVER, state)
        .then(
            new Effect.KeepLastGood(revision, null),
            new Effect.ScaleCanary(0),
            Texts.normal("Initialization done! " + now.texts().canary()),
            new Effect.Alert(
                Effect.Alert.Severity.INFO,
                "New %s detected, initialization completed.".formatted(kind),
                true));
  }
}
