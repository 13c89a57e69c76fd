package dev.sluice.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A change of configs alone leaves the target's pods as they are, with what they read when they
 * started. Those that run when a rollout begins with other configs go before new ones come; the
 * user's template is not touched for that.
 */
final class Renewal {
  /** In the ledger as long as the canary may have pods with the configs before. */
  private static final String OWED = "owed/new-pods";

  private Renewal() {}

  /** Whether the canary's pods have to go before it counts as ready. */
  static boolean owed(Situation now) {
    return now.entered(OWED);
  }

  /** A rollout that begins, with new pods if those that run may have other configs. */
  static State owed(Situation before, State started) {
    boolean running = before.seen().canary() instanceof Workload.Present canary && !canary.gone();
    boolean changed = !started.trackedConfigs().equals(before.state().trackedConfigs());
    return owed(before) || (running && changed) ? started.withEntry(OWED) : started;
  }

  /** What is told of it when the rollout begins. */
  static List<Effect> told(Situation now) {
    return owed(now)
        ? List.of(
            Texts.normal(
                "The configs of %s changed: its pods are replaced".formatted(now.texts().target())))
        : List.of();
  }

  /**
   * The canary goes down once it has no traffic, and is waited for; empty when the pods that come
   * are new ones.
   */
  static Optional<Outcome> handle(Situation now) {
    if (!owed(now) || !(now.seen().canary() instanceof Workload.Present canary)) {
      return Optional.empty();
    }
    if (canary.gone()) {
      return Optional.of(Outcome.of(now.state().withoutEntries(Set.of(OWED))));
    }
    var effects = new ArrayList<>(now.correctedRoutes());
    if (canary.replicas() > 0 && now.serving(Split.PRIMARY)) {
      effects.add(new Effect.ScaleCanary(0));
    }
    return Optional.of(RollbackHooks.waiting(now).then(effects).until(now.stageDeadline()));
  }
}
