package dev.sluice.rollout;

import java.util.ArrayList;
import java.util.Optional;

/**
 * Nothing is going on: the promoted revision serves from the primary until a new one comes. After a
 * rollout its post-rollout hooks come first.
 */
final class Idle {
  private static final String CLOSED = "closed";

  private Idle() {}

  static Outcome handle(Situation now) {
    if (!now.primaryPromoted()) {
      return keep(now);
    }
    if (now.state().stage() != Stage.INITIALIZED
        && now.state().rollout() > 0
        && !now.entered(CLOSED)) {
      return close(now);
    }
    return newRevision(now).orElseGet(() -> keep(now));
  }

  /** The promoted revision goes on serving. */
  static Outcome keep(Situation now) {
    return now.stay().then(now.restoredPrimary()).then(now.correctedRoutes());
  }

  /** A rollout ends in this state; without post-rollout hooks nothing else is to be done. */
  static State closing(Situation now, State state) {
    return now.plan().hooks(Hook.Type.POST_ROLLOUT).isEmpty() ? state.withEntry(CLOSED) : state;
  }

  private static Optional<Outcome> newRevision(Situation now) {
    var revisions = now.state().revisions();
    var revision = now.targetRevision();
    if (revision.isEmpty() || revision.get().equals(revisions.started())) {
      return Optional.empty();
    }
    return Optional.of(
        revision.get().equals(revisions.promoted())
            ? backAtPromoted(now)
            : Beginning.ofNewRevision(now, revision.get()));
  }

  private static Outcome backAtPromoted(Situation now) {
    var revisions = now.state().revisions();
    var state =
        now.state()
            .withRevisions(revisions.withStarted(revisions.promoted()))
            .withTrackedConfigs(now.configsOf(revisions.promoted()))
            .withEntry(Withdrawing.RETURNED)
            .withFailure(null);
    return now.move(Trigger.BACK_AT_PROMOTED, state).then(Withdrawing.returned(now));
  }

  /** Post-rollout hooks are independent of each other: each is called, whatever another says. */
  private static Outcome close(Situation now) {
    var state = now.state();
    var told = new ArrayList<Effect>();
    var calls = new ArrayList<Effect>();
    for (var hook : now.plan().hooks(Hook.Type.POST_ROLLOUT)) {
      var entry = HookRun.entry(now.plan(), hook, "");
      if (now.entered(entry)) {
        continue;
      }
      switch (now.seen().hooks().get(HookRun.key(now, hook))) {
        case null -> calls.add(HookRun.call(now, hook, now.state().phase()));
        case Hook.Answer.Passed _ -> {
          state = state.withEntry(entry);
          told.add(Texts.normal("Post-rollout check %s passed".formatted(hook.name())));
        }
        case Hook.Answer.Refused(String message) -> {
          state = state.withEntry(entry);
          told.add(Texts.warning("Post-rollout hook %s failed %s".formatted(hook.name(), message)));
        }
      }
    }
    return Outcome.of(calls.isEmpty() ? state.withEntry(CLOSED) : state).then(told).then(calls);
  }
}
