package dev.sluice.rollout;

/** A revision waits for its confirm-rollout gates. */
final class Waiting {
  private Waiting() {}

  static Outcome handle(Situation now) {
    var interruption = Interruptions.of(now);
    if (interruption.isPresent()) {
      return interruption.get();
    }
    if (!now.due()) {
      return now.stay().then(now.correctedRoutes()).until(now.progress().dueAt());
    }
    var signalled = RollbackHooks.interrupt(now);
    if (signalled.isPresent()) {
      return signalled.get();
    }
    if (now.state().paused()) {
      return RollbackHooks.waiting(now);
    }
    if (now.state().skipped()) {
      return Beginning.confirmed(now);
    }
    var gate = Gate.ROLLOUT.ask(now, now.state().phase());
    if (gate.open()) {
      var confirmed = Beginning.confirmed(gate.next());
      return confirmed.then(gate.effects());
    }
    var next = gate.next().state();
    if (!gate.refused()) {
      return Outcome.of(next).then(gate.effects());
    }
    var due = now.nextInterval();
    return Outcome.of(next.withProgress(next.progress().withNextRound(due)))
        .then(gate.effects())
        .until(due);
  }
}
