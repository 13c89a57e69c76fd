package dev.sluice.rollout;

import static dev.sluice.rollout.Stage.ANALYSING;
import static dev.sluice.rollout.Stage.BAKING;
import static dev.sluice.rollout.Stage.FAILED;
import static dev.sluice.rollout.Stage.FINALISING;
import static dev.sluice.rollout.Stage.FROZEN;
import static dev.sluice.rollout.Stage.HOLDING;
import static dev.sluice.rollout.Stage.INITIALIZED;
import static dev.sluice.rollout.Stage.INITIALIZING;
import static dev.sluice.rollout.Stage.NEW;
import static dev.sluice.rollout.Stage.PROMOTING;
import static dev.sluice.rollout.Stage.RECOVERING;
import static dev.sluice.rollout.Stage.RETURNING;
import static dev.sluice.rollout.Stage.ROLLING_BACK;
import static dev.sluice.rollout.Stage.SHIFTING_BACK;
import static dev.sluice.rollout.Stage.STARTING;
import static dev.sluice.rollout.Stage.SUCCEEDED;
import static dev.sluice.rollout.Stage.TERMINATED;
import static dev.sluice.rollout.Stage.TERMINATING;
import static dev.sluice.rollout.Stage.WAITING;
import static dev.sluice.rollout.Stage.WAITING_PROMOTION;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every transition there is; a rollout that tries another one throws. */
public final class Transitions {
  private static final List<Transition> TABLE =
      Stream.of(
              on(Trigger.TARGET_FOUND, INITIALIZING, "the target was found", NEW),
              on(Trigger.TAKEN_OVER, INITIALIZED, "the primary serves all traffic", INITIALIZING),

              // A revision begins, or begins again.
              on(
                  Trigger.NEW_REVISION,
                  STARTING,
                  "a new revision",
                  INITIALIZED,
                  SUCCEEDED,
                  FAILED,
                  WAITING,
                  STARTING,
                  ANALYSING,
                  HOLDING,
                  WAITING_PROMOTION,
                  FROZEN,
                  PROMOTING),
              on(
                  Trigger.NEW_REVISION_GATED,
                  WAITING,
                  "a new revision that must be confirmed",
                  INITIALIZED,
                  SUCCEEDED,
                  FAILED,
                  WAITING,
                  STARTING,
                  ANALYSING,
                  HOLDING,
                  WAITING_PROMOTION,
                  FROZEN,
                  PROMOTING),
              on(Trigger.RETRY, STARTING, "a person retries", FAILED, FROZEN),
              on(Trigger.RETRY_GATED, WAITING, "a person retries, to be confirmed", FAILED, FROZEN),
              on(Trigger.CONFIRMED, STARTING, "the rollout is confirmed", WAITING),

              // The analysis.
              on(
                  Trigger.STEP,
                  ANALYSING,
                  "the next step",
                  STARTING,
                  ANALYSING,
                  HOLDING,
                  WAITING_PROMOTION),
              on(
                  Trigger.HOLD,
                  HOLDING,
                  "the step, or a verdict that was not reached, waits for a person",
                  ANALYSING,
                  WAITING_PROMOTION),
              on(
                  Trigger.PROMOTION_GATED,
                  WAITING_PROMOTION,
                  "promotion must be confirmed",
                  ANALYSING,
                  HOLDING),
              on(
                  Trigger.TARGET_LOST,
                  STARTING,
                  "the target is gone",
                  ANALYSING,
                  HOLDING,
                  WAITING_PROMOTION),

              // The end of it.
              on(
                  Trigger.PROMOTE,
                  PROMOTING,
                  "judged good, or skipped",
                  STARTING,
                  ANALYSING,
                  HOLDING,
                  WAITING_PROMOTION,
                  FROZEN),
              on(
                  Trigger.FAIL,
                  ROLLING_BACK,
                  "judged bad, or aborted",
                  WAITING,
                  STARTING,
                  ANALYSING,
                  HOLDING,
                  WAITING_PROMOTION,
                  FROZEN),
              on(
                  Trigger.FREEZE,
                  FROZEN,
                  "judged bad, a person decides",
                  STARTING,
                  ANALYSING,
                  HOLDING,
                  WAITING_PROMOTION),
              on(
                  Trigger.BACK_AT_PROMOTED,
                  RETURNING,
                  "the target is back at the promoted revision",
                  WAITING,
                  STARTING,
                  ANALYSING,
                  HOLDING,
                  WAITING_PROMOTION,
                  FROZEN,
                  PROMOTING),
              on(
                  Trigger.BACK_AT_PROMOTED,
                  SUCCEEDED,
                  "the target is back at the promoted revision",
                  FAILED),
              on(Trigger.DONE, SUCCEEDED, "the primary serves, the canary is down", RETURNING),
              on(Trigger.DONE, FAILED, "the primary serves, the canary is down", ROLLING_BACK),

              // Promotion.
              on(
                  Trigger.SHIFT_BACK,
                  SHIFTING_BACK,
                  "the primary is ready and gets a part of its traffic",
                  PROMOTING,
                  SHIFTING_BACK),
              on(
                  Trigger.PRIMARY_READY,
                  FINALISING,
                  "the primary is ready and gets all traffic",
                  PROMOTING,
                  SHIFTING_BACK),
              on(Trigger.DONE, SUCCEEDED, "the primary serves, the canary is down", FINALISING),
              on(
                  Trigger.PRIMARY_FAILED,
                  RECOVERING,
                  "the primary does not come up",
                  PROMOTING,
                  SHIFTING_BACK,
                  FINALISING),
              on(Trigger.BAKE, BAKING, "the primary serves and is watched", FINALISING),
              on(Trigger.DONE, SUCCEEDED, "the primary did well, or a person says so", BAKING),
              on(Trigger.BAKE_FAILED, RECOVERING, "the primary does not do well", BAKING),
              on(
                  Trigger.ABORT_PROMOTION,
                  RECOVERING,
                  "a person aborts",
                  PROMOTING,
                  SHIFTING_BACK,
                  BAKING),
              on(Trigger.UNDO, RECOVERING, "a person wants the revision before", BAKING, SUCCEEDED),
              on(Trigger.DONE, FAILED, "the last good revision serves again", RECOVERING),

              // Deletion.
              on(
                  Trigger.DELETED,
                  TERMINATING,
                  "the Canary is deleted",
                  EnumSet.complementOf(EnumSet.of(TERMINATING, TERMINATED)).toArray(Stage[]::new)),
              on(Trigger.RELEASED, TERMINATED, "nothing is left to revert", TERMINATING))
          .flatMap(Function.identity())
          .toList();

  private static final Map<From, Transition> BY_FROM =
      TABLE.stream()
          .collect(
              Collectors.toUnmodifiableMap(
                  row -> new From(row.from(), row.trigger()), Function.identity()));

  private Transitions() {}

  private record From(Stage stage, Trigger trigger) {}

  /** The table, in the order of a rollout. */
  public static List<Transition> all() {
    return TABLE;
  }

  /**
   * The row for this.
   *
   * @throws IllegalStateException if there is none
   */
  static Transition of(Stage from, Trigger trigger) {
    var row = BY_FROM.get(new From(from, trigger));
    if (row == null) {
      throw new IllegalStateException("no transition from %s on %s".formatted(from, trigger));
    }
    return row;
  }

  /** The stages in which this can happen. */
  static Set<Stage> stagesWith(Trigger trigger) {
    return TABLE.stream()
        .filter(row -> row.trigger() == trigger)
        .map(Transition::from)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Stream<Transition> on(Trigger trigger, Stage to, String why, Stage... from) {
    return Arrays.stream(from).map(stage -> new Transition(stage, trigger, to, why));
  }
}
