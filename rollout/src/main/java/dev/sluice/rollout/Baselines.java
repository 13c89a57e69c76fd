package dev.sluice.rollout;

import java.util.List;
import java.util.Optional;

/**
 * The baseline: a fresh copy of the promoted revision beside the canary, as large, as old and with
 * as much of the traffic, so that the two differ in their revision only.
 */
final class Baselines {
  private Baselines() {}

  /** Whether this rollout is to have one now. */
  static boolean wanted(Situation now) {
    return now.plan().hasBaseline()
        && now.state().revisions().promoted() != null
        && switch (now.state().stage()) {
          case STARTING -> !now.skipsAnalysis();
          case ANALYSING, HOLDING, WAITING_PROMOTION, FROZEN -> true;
          case NEW,
              INITIALIZING,
              INITIALIZED,
              WAITING,
              PROMOTING,
              SHIFTING_BACK,
              FINALISING,
              BAKING,
              SUCCEEDED,
              RETURNING,
              ROLLING_BACK,
              RECOVERING,
              FAILED,
              TERMINATING,
              TERMINATED ->
              false;
        };
  }

  /** Whether the canary can be compared with it, or with the primary where none is wanted. */
  static boolean ready(Situation now) {
    return !wanted(now) || (takesTraffic(now) && sized(now));
  }

  /** Whether it says that it will not come up by itself. */
  static boolean lost(Situation now) {
    return wanted(now) && own(now) && Situation.lost(now.seen().baseline());
  }

  static String unreadiness(Situation now) {
    return now.unreadiness(now.seen().baseline(), now.texts().baseline());
  }

  /** The effects that make it as it is wanted; none while there is no canary to be as large as. */
  static List<Effect> ensure(Situation now) {
    var revisions = now.state().revisions();
    int pods = pods(now);
    if (!wanted(now) || revisions.promoted() == null || pods == 0 || (own(now) && sized(now))) {
      return List.of();
    }
    return List.of(
        new Effect.KeepLastGood(revisions.promoted(), revisions.previous()),
        new Effect.EnsureBaseline(revisions.promoted(), now.state().key(), pods));
  }

  /**
   * This split as it can be given now. A baseline gets traffic once it was seen ready, and keeps it
   * as long as anybody answers.
   */
  static Split share(Situation now, Split split) {
    boolean answers =
        now.progress().split().baseline() > 0
            && own(now)
            && now.seen().baseline() instanceof Workload.Present baseline
            && baseline.available() > 0;
    return wanted(now) && (takesTraffic(now) || answers)
        ? split.withBaseline()
        : split.withoutBaseline();
  }

  /** Its traffic goes to the primary as soon as it cannot take it, and back when it can. */
  static Optional<Outcome> rebalance(Situation now) {
    var split = share(now, now.progress().split());
    if (split.equals(now.progress().split())) {
      return Optional.empty();
    }
    return Optional.of(
        Outcome.of(now.state().withProgress(now.progress().withSplit(split)))
            .then(now.route(split)));
  }

  /** Whether it can be given traffic that it does not have yet. */
  static boolean takesTraffic(Situation now) {
    return now.seen().baseline().readyWith(now.state().key());
  }

  /** The routes without it, if they still have it and the primary can take its traffic. */
  static List<Effect> release(Situation now) {
    return split(now.seen().routes()).filter(actual -> actual.baseline() > 0).isPresent()
        ? now.correctedRoutes()
        : List.of();
  }

  /** Takes it away once it has no traffic, when it is not wanted after this outcome. */
  static Outcome removed(Situation now, Outcome outcome) {
    boolean leftOver =
        now.seen().baseline() instanceof Workload.Present && !wanted(now.with(outcome.next()));
    boolean idle =
        now.seen().routes() instanceof Routing.Serving(Split split) && split.baseline() == 0;
    return leftOver && (idle || outcome.next().stage() == Stage.TERMINATED)
        ? outcome.then(new Effect.RemoveBaseline())
        : outcome;
  }

  private static boolean own(Situation now) {
    return now.seen().baseline().at(now.state().key());
  }

  private static boolean sized(Situation now) {
    int pods = pods(now);
    return now.seen().baseline() instanceof Workload.Present baseline
        && (pods == 0 || baseline.replicas() == pods);
  }

  /** What the spec says, else what the canary has; 0 while that has none. */
  private static int pods(Situation now) {
    var declared = now.plan().baseline();
    if (declared != null && declared.pods() > 0) {
      return declared.pods();
    }
    return now.seen().canary() instanceof Workload.Present canary ? canary.replicas() : 0;
  }

  private static Optional<Split> split(Routing routes) {
    return switch (routes) {
      case Routing.Serving(Split split) -> Optional.of(split);
      case Routing.Settling(Split split, String _) -> Optional.of(split);
      case Routing.Unknown _ -> Optional.empty();
    };
  }
}
