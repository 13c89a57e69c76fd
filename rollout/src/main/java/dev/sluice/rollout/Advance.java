package dev.sluice.rollout;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What follows a round that passed. */
final class Advance {
  private Advance() {}

  /** In the ledger once a person approved the step that the rollout is in. */
  static String approved(Situation now) {
    return "approved/step" + Steps.number(now);
  }

  /** In the ledger once a person was told that the step waits for an approval. */
  private static String held(Situation now) {
    return "told/step" + Steps.number(now);
  }

  /** In the ledger once a person wants to leave the step that the rollout is in. */
  static String skipped(Situation now) {
    return "skipped/step" + Steps.number(now);
  }

  /** In the ledger once a person was told that the evidence did not give a verdict in time. */
  static final String INCONCLUSIVE = "told/inconclusive";

  /** In the ledger once a person takes such evidence for enough. */
  static final String ACCEPTED = "approved/inconclusive";

  /**
   * Every check that decides passed.
   *
   * @param grounds on which a promotion would rest
   */
  static Outcome afterPass(Situation now, @Nullable String grounds) {
    var end = stepEnd(now);
    if (end != null && !now.passed(end)) {
      var due = now.nextInterval();
      return now.completeRound()
          ? Rounds.next(now, end.isBefore(due) ? end : due)
          : Rounds.next(now);
    }
    return leave(now.with(now.state().withGrounds(grounds)), false);
  }

  /** The evidence is for the canary. */
  static Outcome proven(Situation now, Verdict.Proven proven) {
    return now.plan().earlyPromotion()
        ? leave(now.with(now.state().withGrounds(proven.sentence())), proven.wholly())
        : afterPass(now, proven.sentence());
  }

  /** The evidence gave no verdict in its time, which a person may take for enough. */
  static Outcome inconclusive(Situation now, String sentence) {
    if (now.entered(ACCEPTED)) {
      return afterPass(now, sentence);
    }
    boolean told = now.entered(INCONCLUSIVE) && now.state().stage() == Stage.HOLDING;
    return told || now.state().paused()
        ? Rounds.next(now)
        : wait(
            now,
            INCONCLUSIVE,
            Texts.warning("%s waiting for approval: %s".formatted(now.texts().halt(), sentence)),
            Texts.warn("Canary is waiting for approval: " + sentence));
  }

  /** A person approves what the rollout was told to wait for. */
  static State approve(Situation now) {
    boolean inconclusive = now.entered(INCONCLUSIVE);
    var state = inconclusive ? now.state().withEntry(ACCEPTED) : now.state();
    return inconclusive && !now.entered(held(now)) ? state : state.withEntry(approved(now));
  }

  /** Without what was told and approved of evidence that counts no more. */
  static State withoutEvidence(State state) {
    return state.withoutEntries(Set.of(INCONCLUSIVE, ACCEPTED, Rounds.WARNED));
  }

  /** When the step's time is over; null before the first step. */
  private static @Nullable Instant stepEnd(Situation now) {
    var entered = now.progress().stepStartedAt();
    return entered == null ? null : entered.plus(now.plan().least(Steps.current(now)));
  }

  /**
   * The step is to be left, through holds and gates.
   *
   * @param ahead whether steps that hold for nobody are left out
   */
  private static Outcome leave(Situation now, boolean ahead) {
    if (now.state().paused()) {
      return Rounds.next(now);
    }
    boolean waits = now.state().stage() != Stage.ANALYSING;
    if (!now.completeRound()) {
      return waits ? Rounds.next(now) : Rounds.completeNow(now);
    }
    var step = Steps.current(now);
    if (step.hold() && !now.entered(approved(now))) {
      boolean told = now.entered(held(now)) && now.state().stage() == Stage.HOLDING;
      return told ? Rounds.next(now) : hold(now, step);
    }
    return ahead ? ahead(now) : past(now, true);
  }

  /** To the next step that holds for a person, or to promotion. */
  private static Outcome ahead(Situation now) {
    var steps = now.plan().strategy().steps();
    for (int next = Steps.number(now) + 1; next <= steps.size(); next++) {
      if (steps.get(next - 1).hold()) {
        return to(now, next, true);
      }
    }
    return throughPromotionGates(now);
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
    return to(now, Steps.number(now) + 1, gated);
  }

  private static Outcome to(Situation now, int next, boolean gated) {
    if (!Steps.primaryReady(now)) {
      return gated ? Rounds.next(now) : now.stay().then(now.correctedRoutes());
    }
    var gate = gated ? Steps.gateBefore(now, next) : Optional.<Gate>empty();
    return gate.map(asked -> through(now, asked, next)).orElseGet(() -> Steps.enter(now, next));
  }

  private static Outcome hold(Situation now, Step step) {
    var name = step.name() == null ? "of step " + Steps.number(now) : "of step " + step.name();
    return wait(
        now,
        held(now),
        Texts.warning("%s waiting for approval %s".formatted(now.texts().halt(), name)),
        Texts.warn("Canary is waiting for approval."));
  }

  /** A person is awaited, and told so once. */
  private static Outcome wait(Situation now, String entry, Effect... told) {
    var next = Rounds.next(now);
    var state = next.next().withEntry(entry);
    var outcome =
        state.stage() == Stage.HOLDING ? Outcome.of(state) : now.move(Trigger.HOLD, state);
    return outcome.then(told).until(next.until());
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
