package dev.sluice.rollout;

/** The analysis failed and everything stays until a person, or a new revision, decides. */
final class Frozen {
  private Frozen() {}

  static Outcome handle(Situation now) {
    return Interruptions.of(now)
        .or(() -> Baselines.rebalance(now))
        .orElseGet(() -> now.stay().then(now.correctedRoutes()));
  }
}
