package dev.sluice.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From one step to the next, and from the last one to promotion. */
final class Steps {
  private Steps() {}

  /** The step that the rollout is in; only after the first was entered. */
  static Step current(Situation now) {
    return now.plan().strategy().steps().get(number(now) - 1);
  }

  /** Its number, from 1; the spec may have lost steps since it was entered. */
  static int number(Situation now) {
    return Math.min(now.progress().step(), now.plan().strategy().steps().size());
  }

  static boolean last(Situation now) {
    return number(now) == now.plan().strategy().steps().size();
  }

  /** The gate before a step, if there is one; see A3.9 and A3.11. */
  static Optional<Gate> gateBefore(Situation now, int number) {
    var steps = now.plan().strategy().steps();
    return switch (now.plan().strategy()) {
      case Strategy.Weighted _ ->
          number > 1 && steps.get(number - 2).split().mirrored()
              ? Optional.empty()
              : Optional.of(Gate.trafficIncrease(number));
      case Strategy.ABTest _ -> Optional.empty();
      case Strategy.BlueGreen _ ->
          number == steps.size() ? Optional.of(Gate.PROMOTION) : Optional.empty();
    };
  }

  /** Enters a step, or first sizes the canary for it. */
  static Outcome enter(Situation now, int number) {
    var step = now.plan().strategy().steps().get(number - 1);
    int pods = Sizing.pods(now, step);
    if (pods > now.progress().pods()) {
      return Outcome.of(now.state().withProgress(now.progress().withPods(pods)))
          .then(Sizing.scale(pods));
    }
    if (!primaryReady(now)) {
      return now.stay().then(now.correctedRoutes());
    }
    var split = Baselines.share(now, step.split());
    var routes = now.route(split);
    if (now.plan().shiftsTraffic() && now.seen().routes() instanceof Routing.Unknown) {
      return now.stay().then(routes);
    }
    var first = firstRound(now, step.duration());
    var progress =
        now.progress().withStep(number, now.now(), now.roundBefore(first), first).withSplit(split);
    return now.move(Trigger.STEP, now.state().withProgress(progress))
        .then(routes)
        .then(advancing(now, step));
  }

  /** Judged good, or explicitly skipped: the primary is to get the template. */
  static Outcome promote(Situation now) {
    var grounds = now.state().grounds();
    var progress = now.progress().withSplit(now.progress().split().withoutBaseline());
    return now.move(
            Trigger.PROMOTE, now.state().withProgress(progress).withPaused(false).withFailure(null))
        .then(
            grounds == null
                ? List.of()
                : List.of(
                    Texts.normal("Promoting %s: %s".formatted(now.texts().target(), grounds))))
        .then(
            Texts.normal(
                "Copying %s template spec to %s"
                    .formatted(now.texts().target(), now.texts().primary())));
  }

  static boolean primaryReady(Situation now) {
    return now.seen().primary().readyWith(now.state().revisions().promoted());
  }

  private static Instant firstRound(Situation now, Duration duration) {
    var interval = now.plan().interval();
    boolean shorter = duration.isPositive() && duration.compareTo(interval) < 0;
    return now.now().plus(shorter ? duration : interval);
  }

  private static List<Effect> advancing(Situation now, Step step) {
    var effects = new ArrayList<Effect>();
    switch (now.plan().strategy()) {
      case Strategy.Weighted _ ->
          effects.add(
              Texts.normal(
                  "Advance %s canary weight %d"
                      .formatted(now.texts().target(), step.split().canary())));
      case Strategy.ABTest(int iterations) -> effects.add(iteration(now, step, iterations));
      case Strategy.BlueGreen(int iterations, boolean mirror) -> {
        if (step.iteration() > 0) {
          effects.add(iteration(now, step, iterations));
        } else if (now.plan().shiftsTraffic()) {
          effects.add(
              Texts.normal(
                  mirror
                      ? "Stop traffic mirroring and route all traffic to canary"
                      : "Routing all traffic to canary"));
        }
      }
    }
    return effects;
  }

  private static Effect iteration(Situation now, Step step, int iterations) {
    return Texts.normal(
        "Advance %s canary iteration %d/%d"
            .formatted(now.texts().target(), step.iteration(), iterations));
  }
}
