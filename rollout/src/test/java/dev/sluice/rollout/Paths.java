package dev.sluice.rollout;

import java.time.Duration;
import java.util.List;

/** How to get a world into a stage, and how to make it take a row of the table from there. */
final class Paths {
  private static final Step HELD =
      new Step(Split.canary(20), 0, Duration.ZERO, true, null, "smoke");

  private Paths() {}

  /** A world in the row's first stage, whose next transition can be that row. */
  static World to(Transition row) {
    var world = new World(plans(row), "good-1");
    if (row.from() == Stage.NEW || row.from() == Stage.INITIALIZING) {
      world.run(seen -> seen.stage() == row.from());
      return world;
    }
    world.run(seen -> seen.stage() == Stage.INITIALIZED);
    if (row.from() == Stage.INITIALIZED) {
      return world;
    }
    world.says("confirm", row.from() != Stage.WAITING);
    world.says(
        "promote",
        row.from() != Stage.WAITING_PROMOTION && row.trigger() != Trigger.PROMOTION_GATED);
    if (row.from() == Stage.TERMINATING) {
      world.deleteCanary();
    } else {
      world.push(revision(row));
    }
    if (row.from() == Stage.RETURNING) {
      world.run(seen -> seen.stage() == Stage.ANALYSING);
      world.push("good-1");
    }
    world.run(seen -> seen.stage() == row.from());
    return world;
  }

  /** Makes it happen. */
  static void take(World world, Transition row) {
    switch (row.trigger()) {
      case TARGET_FOUND,
          TAKEN_OVER,
          HOLD,
          SHIFT_BACK,
          PRIMARY_READY,
          BAKE,
          BAKE_FAILED,
          DONE,
          RELEASED -> {}
      case NEW_REVISION -> {
        world.plans(world.plans().withoutHooks());
        world.push("good-9");
      }
      case NEW_REVISION_GATED -> {
        world.plans(world.plans().hook(Hook.Type.CONFIRM_ROLLOUT, "confirm-9"));
        world.push("good-9");
      }
      case BACK_AT_PROMOTED -> world.push("good-1");
      case RETRY -> world.ask(Request.Action.RETRY);
      case RETRY_GATED -> {
        world.plans(world.plans().hook(Hook.Type.CONFIRM_ROLLOUT, "confirm-9"));
        world.ask(Request.Action.RETRY);
      }
      case CONFIRMED -> world.says("confirm", true);
      case STEP, PROMOTION_GATED -> {
        world.says("promote", row.trigger() == Trigger.STEP);
        world.ask(Request.Action.RESUME);
      }
      case PROMOTE -> world.ask(Request.Action.PROMOTE);
      case FAIL, ABORT_PROMOTION -> world.ask(Request.Action.ABORT);
      case FREEZE -> world.crashCanary(Duration.ofMinutes(10));
      case TARGET_LOST -> world.deleteTarget();
      case PRIMARY_FAILED -> world.crashPrimary(Duration.ofMinutes(10));
      case UNDO -> world.ask(Request.Action.UNDO);
      case DELETED -> world.deleteCanary();
    }
  }

  private static Plans plans(Transition row) {
    var plans =
        row.from() == Stage.WAITING_PROMOTION && row.trigger() == Trigger.STEP
            ? Plans.of(new Strategy.BlueGreen(2, false))
            : row.from() == Stage.HOLDING || row.trigger() == Trigger.HOLD
                ? Plans.of(Strategy.Weighted.of(steps(row)))
                : Plans.weighted();
    if (row.trigger() == Trigger.HOLD && row.from() == Stage.WAITING_PROMOTION) {
      plans = Plans.of(Strategy.Weighted.of(List.of(20), false)).sequential(false);
    }
    if (row.from() == Stage.BAKING || row.trigger() == Trigger.BAKE) {
      plans = plans.baking(Plans.INTERVAL.multipliedBy(4));
    }
    if (row.from() == Stage.WAITING) {
      plans = plans.hook(Hook.Type.CONFIRM_ROLLOUT, "confirm");
    }
    if (row.from() == Stage.WAITING_PROMOTION || row.trigger() == Trigger.PROMOTION_GATED) {
      plans = plans.hook(Hook.Type.CONFIRM_PROMOTION, "promote");
    }
    if (row.from() == Stage.FROZEN || row.trigger() == Trigger.FREEZE) {
      plans = plans.freezing();
    }
    if (row.from() == Stage.SHIFTING_BACK || row.trigger() == Trigger.SHIFT_BACK) {
      plans = plans.shiftingBackBy(10);
    }
    return plans;
  }

  private static List<Step> steps(Transition row) {
    return row.trigger() == Trigger.PROMOTION_GATED
        ? List.of(HELD)
        : List.of(HELD, Step.weight(50));
  }

  private static String revision(Transition row) {
    return switch (row.from()) {
      case WAITING_PROMOTION -> row.trigger() == Trigger.HOLD ? "fading-2" : "good-2";
      case STARTING -> row.trigger() == Trigger.FREEZE ? "broken-2" : "slow-2";
      case ROLLING_BACK, FAILED, FROZEN -> "bad-2";
      case RECOVERING -> "traitor-2";
      case PROMOTING -> row.trigger() == Trigger.PRIMARY_FAILED ? "traitor-2" : "good-2";
      case NEW,
          INITIALIZING,
          INITIALIZED,
          WAITING,
          ANALYSING,
          HOLDING,
          SHIFTING_BACK,
          FINALISING,
          SUCCEEDED,
          RETURNING,
          TERMINATING,
          TERMINATED ->
          "good-2";
      case BAKING -> row.trigger() == Trigger.BAKE_FAILED ? "sour-2" : "good-2";
    };
  }
}
