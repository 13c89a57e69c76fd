package dev.sluice.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * A round of checks: what a judge must know of the rollout. It follows from the plan and the state
 * alone, so that it is the same after a restart.
 *
 * @param key names the round; the verdict is found again under it
 * @param rollout how many rollouts the Canary has started, this one included
 * @param number how many rounds and polls of this rollout came before
 * @param complete whether checks with bounds are asked too; always so with {@link
 *     Judging.Threshold}
 * @param baking whether the revision is promoted and the primary is to be asked about, which now
 *     runs it
 * @param analysisStartedAt when the first step of the rollout was entered
 * @param stepStartedAt when the present step was entered; in a bake, when the bake began
 * @param stepTime how long the step lasts at least; in a bake, how long the bake does
 * @param weight percent of the traffic that the canary is meant to have
 * @param nextWeight percent that it gets in the next step; empty in the last one
 */
public record Round(
    String key,
    int rollout,
    int number,
    boolean complete,
    boolean baking,
    Instant analysisStartedAt,
    Instant stepStartedAt,
    Duration stepTime,
    int weight,
    OptionalInt nextWeight) {
  static Round of(Situation now) {
    var state = now.state();
    var progress = state.progress();
    var step = progress.stepStartedAt() == null ? state.since() : progress.stepStartedAt();
    var start = progress.analysisStartedAt() == null ? step : progress.analysisStartedAt();
    return new Round(
        key(state),
        state.rollout(),
        progress.round(),
        now.completeRound(),
        state.stage() == Stage.BAKING,
        start,
        step,
        stepTime(now),
        progress.weight(),
        nextWeight(now));
  }

  /** The key of the present round's checks. */
  static String key(State state) {
    return state.roundPrefix() + "checks";
  }

  private static Duration stepTime(Situation now) {
    return now.state().stage() == Stage.BAKING
        ? now.plan().bake()
        : now.plan().least(Steps.current(now));
  }

  private static OptionalInt nextWeight(Situation now) {
    return now.state().stage() == Stage.BAKING || Steps.last(now)
        ? OptionalInt.empty()
        : OptionalInt.of(now.plan().strategy().steps().get(Steps.number(now)).split().canary());
  }
}
