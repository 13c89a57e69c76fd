package dev.sluice.rollout;

import java.util.Optional;

/** What follows a round that passed. */
final class Advance {
  private Advance() {}

  /** In the ledger once a person approved the step that the rollout is in. */
  static String approved(Situation now) {
    return "approved/step" + Steps.number(now);
  }

  /** In the ledger once a person wants to leave the step that the rollout is in. */
  static String skipped(Situation now) {
    return "skipped/step" + Steps.number(now);
  }

  static Outcome afterPass(Situation now) {
    if (now.state().paused()) {
      return Rounds.next(now);
    }
    var step = Steps.current(now);
    var entered = now.progress().stepStartedAt();
    if (entered != null && !now.passed(entered.plus(step.duration()))) {
      var end = entered.plus(step.duration());
      var due = now.nextInterval();
      return Rounds.next(now, end.isBefore(due) ? end : due);
    }
    if (step.hold() && !now.entered(approved(now))) {
      return now.state().stage() == Stage.ANALYSING ? hold(now, step) : Rounds.next(now);
    }
    return past(now, true);
  }

  /**
   * Leaves the step.
   *
   * @param gated whether gates are asked; not when a person skips
   */
  static Outcome past(Situation now, boolean gated) {
    if (Steps.last(now)) {
      return gated
          ? throughPromotionGates(now)
          : Steps.promote(now.with(now.state().withSkipped()));
    }
    int next = Steps.number(now) + 1;
    if (!Steps.primaryReady(now)) {
      return gated ? Rounds.next(now) : now.stay().then(now.correctedRoutes());
    }
    var gate = gated ? Steps.gateBefore(now, next) : Optional.<Gate>empty();
    return gate.map(asked -> through(now, asked, next)).orElseGet(() -> Steps.enter(now, next));
  }

  private static Outcome hold(Situation now, Step step) {
    var name = step.name() == null ? "of step " + Steps.number(now) : "of step " + step.name();
    return now.move(Trigger.HOLD, Rounds.next(now).next())
        .then(
            Texts.warning("%s waiting for approval %s".formatted(now.texts().halt(), name)),
            Texts.warn("Canary is waiting for approval."))
        .until(now.nextInterval());
  }

  private static Outcome through(Situation now, Gate gate, int next) {
    var found = gate.ask(now, Phase.PROGRESSING);
    var asked = found.next().stay().then(found.effects());
    if (found.open()) {
      return asked.followedBy(Steps.enter(found.next(), next));
    }
    return found.refused() ? asked.followedBy(refused(found.next(), gate)) : asked;
  }

  private static Outcome throughPromotionGates(Situation now) {
    boolean increases =
        now.plan().strategy() instanceof Strategy.Weighted
            && now.state().stage() != Stage.WAITING_PROMOTION;
    if (!increases) {
      return throughPromotionGate(now);
    }
    var gate = Gate.trafficIncrease(Steps.number(now) + 1);
    var found = gate.ask(now, Phase.PROGRESSING);
    var asked = found.next().stay().then(found.effects());
    if (found.open()) {
      return asked.followedBy(throughPromotionGate(found.next()));
    }
    return found.refused() ? asked.followedBy(refused(found.next(), gate)) : asked;
  }

  private static Outcome throughPromotionGate(Situation now) {
    var found = Gate.PROMOTION.ask(now, Phase.PROGRESSING);
    var asked = found.next().stay().then(found.effects());
    if (found.open()) {
      return asked.followedBy(Steps.promote(found.next()));
    }
    return found.refused() ? asked.followedBy(refused(found.next(), Gate.PROMOTION)) : asked;
  }

  /**
   * The gate is asked again in the next round; only waiting for promotion is a stage of its own.
   */
  private static Outcome refused(Situation now, Gate gate) {
    boolean enters =
        gate.type() == Hook.Type.CONFIRM_PROMOTION
            && now.state().stage() != Stage.WAITING_PROMOTION;
    var next = Rounds.next(now);
    return enters ? now.move(Trigger.PROMOTION_GATED, next.next()).until(next.until()) : next;
  }
}
