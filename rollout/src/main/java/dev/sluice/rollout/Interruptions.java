package dev.sluice.rollout;

import java.util.Optional;

/** What comes before everything else while a revision is undecided. */
final class Interruptions {
  private Interruptions() {}

  static Optional<Outcome> of(Situation now) {
    if (now.seen().canary() instanceof Workload.Absent) {
      return Optional.of(targetLost(now));
    }
    var other = Beginning.ofOtherRevision(now);
    if (other.isPresent()) {
      return other;
    }
    var restored = now.restoredPrimary();
    if (!restored.isEmpty()) {
      return Optional.of(now.stay().then(restored));
    }
    if (Situation.lost(now.seen().primary())
        && !now.skipsAnalysis()
        && now.state().stage() != Stage.FROZEN) {
      var message = now.unreadiness(now.seen().primary(), now.texts().primary());
      return Optional.of(Cause.primaryNotReady(message).giveUp(now));
    }
    return Optional.empty();
  }

  private static Outcome targetLost(Situation now) {
    if (!Transitions.stagesWith(Trigger.TARGET_LOST).contains(now.state().stage())) {
      // A frozen verdict stands: a target that comes back is not judged anew until a person asks.
      var waiting = now.with(now.state().withProgress(now.progress().withSplit(Split.PRIMARY)));
      return waiting.stay().then(waiting.correctedRoutes());
    }
    var progress = now.progress().withoutStep(now.now());
    var next = now.with(Advance.withoutEvidence(now.state()).withProgress(progress));
    return now.move(Trigger.TARGET_LOST, next.state())
        .then(next.correctedRoutes())
        .then(
            Texts.warning(
                "%s: the target is gone, all traffic goes to the primary"
                    .formatted(now.texts().halt())));
  }
}
