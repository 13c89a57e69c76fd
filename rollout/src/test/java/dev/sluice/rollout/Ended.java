package dev.sluice.rollout;

/**
 * How a history may end: promoted, rolled back, frozen, deleted, or waiting for a named approval;
 * and always with the newest revision.
 */
record Ended(World world) {
  void check() {
    var state = world.state();
    var stage = state.stage();
    if (stage == Stage.TERMINATED) {
      require(world.baseline().isEmpty(), "a baseline is left over");
      return;
    }
    var target = world.target().orElseThrow().revision();
    if (stage == Stage.INITIALIZING) {
      require(!Behaviour.of(target).starts(true), "it never comes up");
      return;
    }
    require(target.equals(state.revisions().seen()), target + " was never seen");
    require(target.equals(state.revisions().started()), target + " is forgotten");
    require(
        stage != Stage.WAITING || world.baseline().isEmpty(), "a baseline of the rollout before");
    if (!stage.atRest()) {
      require(waitsForSomebody(), "nobody is waited for");
      return;
    }
    var primary = world.primary().orElseThrow();
    require(primary.revision().equals(state.revisions().promoted()), "the primary is at another");
    require(primary.ready(world.now()), "the primary is not ready");
    switch (stage) {
      case INITIALIZED, SUCCEEDED ->
          require(target.equals(state.revisions().promoted()), target + " is not promoted");
      case FAILED, FROZEN -> require(state.failure() != null, "no reason is given");
      case NEW,
          INITIALIZING,
          WAITING,
          STARTING,
          ANALYSING,
          HOLDING,
          WAITING_PROMOTION,
          PROMOTING,
          SHIFTING_BACK,
          FINALISING,
          BAKING,
          RETURNING,
          ROLLING_BACK,
          RECOVERING,
          TERMINATING,
          TERMINATED ->
          require(false, "not at rest");
    }
    if (stage != Stage.FROZEN) {
      require(world.baseline().isEmpty(), "a baseline is left over");
      require(
          !world.plan().shiftsTraffic()
              || world.routes().equals(java.util.Optional.of(Split.PRIMARY)),
          "the traffic is not with the primary");
      require(
          stage == Stage.INITIALIZED || state.ledger().contains("closed"),
          "post-rollout hooks were not all called");
    }
  }

  private boolean waitsForSomebody() {
    var state = world.state();
    return switch (state.stage()) {
      case WAITING -> state.paused() || refuses(Hook.Type.CONFIRM_ROLLOUT);
      case STARTING, ANALYSING -> state.paused() || refuses(Hook.Type.CONFIRM_TRAFFIC_INCREASE);
      case HOLDING -> true;
      case WAITING_PROMOTION -> state.paused() || refuses(Hook.Type.CONFIRM_PROMOTION);
      case NEW,
          INITIALIZING,
          INITIALIZED,
          PROMOTING,
          SHIFTING_BACK,
          FINALISING,
          BAKING,
          SUCCEEDED,
          RETURNING,
          ROLLING_BACK,
          RECOVERING,
          FAILED,
          FROZEN,
          TERMINATING,
          TERMINATED ->
          false;
    };
  }

  private boolean refuses(Hook.Type type) {
    return world.plan().hooks(type).stream().anyMatch(hook -> !world.says(hook.name()));
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(
          "%s%nended in %s%n%s".formatted(otherwise, world.state(), world.told()));
    }
  }
}
