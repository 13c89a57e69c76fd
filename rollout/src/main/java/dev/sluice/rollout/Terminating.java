package dev.sluice.rollout;

import java.util.ArrayList;
import java.util.List;

/**
 * The Canary is deleted, and its primary with it: the target is scaled up first, and gets its
 * traffic back when it is ready. This is bounded, since the API server waits for it.
 */
final class Terminating {
  private Terminating() {}

  static Outcome begin(Situation now) {
    var progress = now.progress().withSplit(Split.PRIMARY).withPods(0);
    return now.move(Trigger.DELETED, now.state().withProgress(progress))
        .then(Texts.normal("Terminating canary " + now.texts().canary()));
  }

  static Outcome handle(Situation now) {
    if (!(now.seen().canary() instanceof Workload.Present target)) {
      return released(now, List.of());
    }
    if (target.ready()) {
      return released(now, List.of(new Effect.RevertInfrastructure()));
    }
    var deadline = now.stageDeadline();
    var giveUp = deadline.plus(now.plan().progressDeadline());
    if (now.passed(giveUp)) {
      return released(
          now,
          List.of(
              Texts.warning(
                  "%s could not be reverted in time, look at its services and routes"
                      .formatted(now.texts().canary()))));
    }
    if (now.passed(deadline)) {
      var late =
          Texts.warning(
              now.unreadiness(target, now.texts().target())
                  + ": the Canary goes all the same, it is being deleted");
      return released(now, List.of(new Effect.RevertInfrastructure(), late)).until(giveUp);
    }
    return scaledUp(now, target).until(deadline);
  }

  private static Outcome scaledUp(Situation now, Workload.Present target) {
    int pods =
        now.seen().primary() instanceof Workload.Present primary
            ? Math.max(1, primary.replicas())
            : 1;
    var effects = new ArrayList<Effect>();
    if (!(now.seen().routes() instanceof Routing.Unknown)) {
      effects.addAll(now.correctedRoutes());
    }
    if (target.replicas() > 0 && (target.replicas() >= pods || now.progress().pods() >= pods)) {
      return now.stay().then(effects);
    }
    effects.add(new Effect.ScaleCanary(pods));
    return Outcome.of(now.state().withProgress(now.progress().withPods(pods))).then(effects);
  }

  private static Outcome released(Situation now, List<Effect> effects) {
    return now.move(Trigger.RELEASED)
        .then(effects)
        .then(Texts.normal("Terminated canary " + now.texts().canary()));
  }
}
