package dev.sluice.rollout;

import java.util.List;

/**
 * The canary is given up: all traffic to the primary, and only when the gateway has taken that, the
 * canary down. While the primary cannot take the traffic it stays where it is.
 */
final class Withdrawing {
  /** In the ledger once the rollout has ended with the target back at the promoted revision. */
  static final String RETURNED = "returned";

  private Withdrawing() {}

  static Outcome handle(Situation now) {
    if (!now.serving(Split.PRIMARY)) {
      return now.stay().then(now.correctedRoutes()).then(now.restoredPrimary());
    }
    return now.state().stage() == Stage.RETURNING ? returned(now, now.state()) : failed(now);
  }

  /** What is told when the target is back at the promoted revision. */
  static List<Effect> returned(Situation now) {
    var message = now.texts().target() + " is back at the promoted revision, no analysis is needed";
    return List.of(Texts.normal(message), Texts.info(message + "."));
  }

  private static Outcome returned(Situation now, State state) {
    var revisions = state.revisions();
    var next =
        state
            .withRevisions(revisions.withStarted(revisions.promoted()))
            .withTrackedConfigs(now.configsOf(revisions.promoted()))
            .withEntry(RETURNED)
            .withFailure(null);
    return now.move(Trigger.DONE, Idle.closing(now, next))
        .then(new Effect.ScaleCanary(0))
        .then(returned(now));
  }

  private static Outcome failed(Situation now) {
    return now.move(Trigger.DONE, Idle.closing(now, now.state()))
        .then(
            new Effect.ScaleCanary(0),
            Texts.warning("Canary failed! Scaling down " + now.texts().target()));
  }
}
