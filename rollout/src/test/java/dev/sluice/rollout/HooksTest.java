package dev.sluice.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When each type of hook is called, and what its answer does. */
@Tag("A9")
class HooksTest {
  @Tag("A3:4")
  @Test
  void waitsWithTheScaleUpUntilTheRolloutIsConfirmed() {
    var world =
        World.initialised(Plans.weighted().hook(Hook.Type.CONFIRM_ROLLOUT, "gate"), "good-1");
    world.says("gate", false);
    world.push("good-2");
    world.pass(Duration.ofMinutes(5));

    assertThat(world.stage()).isEqualTo(Stage.WAITING);
    assertThat(world.target().orElseThrow().replicas()).isZero();
    assertThat(world.events())
        .filteredOn("Halt podinfo.test advancement waiting for approval gate"::equals)
        .hasSize(1);
    assertThat(world.alerts()).endsWith("Canary is waiting for approval.");
    assertThat(world.calls(Hook.Type.CONFIRM_ROLLOUT)).hasSizeGreaterThan(20);

    world.says("gate", true);
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);
    assertThat(world.events()).contains("Confirm-rollout check gate passed");
  }

  @Tag("A3:5")
  @Test
  void callsAPreRolloutHookThatPassedNeverAgain() {
    var world = World.initialised(Plans.weighted().hook(Hook.Type.PRE_ROLLOUT, "smoke"), "good-1");
    world.push("shaky-2");
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);

    assertThat(world.calls(Hook.Type.PRE_ROLLOUT)).hasSize(1);
    assertThat(world.events()).contains("Pre-rollout check smoke passed");
  }

  @Test
  void countsAFailedPreRolloutHookAndCallsItAgainAfterAnInterval() {
    var world = World.initialised(Plans.weighted().hook(Hook.Type.PRE_ROLLOUT, "smoke"), "good-1");
    world.says("smoke", false);
    world.push("good-2");
    world.run(seen -> seen.stage() == Stage.FAILED);

    assertThat(world.calls(Hook.Type.PRE_ROLLOUT)).hasSize(3);
    assertThat(world.events())
        .contains(
            "Halt podinfo.test advancement pre-rollout check smoke failed it says no",
            "Rolling back podinfo.test failed checks threshold reached 3");
    assertThat(world.effects()).doesNotContain(new Effect.Route(Split.canary(20)));
  }

  @Tag("A3:6")
  @Test
  void callsRolloutHooksBeforeTheChecksOfEveryRound() {
    var world = World.initialised(Plans.weighted().hook(Hook.Type.ROLLOUT, "load"), "good-1");
    world.push("good-2");
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);
    assertThat(world.calls(Hook.Type.ROLLOUT)).hasSize(2);

    world.says("load", false);
    world.push("good-3");
    world.run(seen -> seen.stage() == Stage.FAILED);
    assertThat(world.events())
        .contains("Halt podinfo.test advancement external check load failed it says no");
  }

  @Tag("A3:9")
  @Test
  void asksBeforeEveryIncreaseAndCountsNoFailureWhileItWaits() {
    var world =
        World.initialised(
            Plans.weighted().hook(Hook.Type.CONFIRM_TRAFFIC_INCREASE, "more"), "good-1");
    world.says("more", false);
    world.push("good-2");
    world.pass(Duration.ofMinutes(2));
    assertThat(world.routes()).contains(Split.PRIMARY);
    assertThat(world.state().phase()).isEqualTo(Phase.PROGRESSING);
    assertThat(world.alerts())
        .filteredOn("Canary traffic increase is waiting for approval."::equals)
        .hasSize(1);

    world.says("more", true);
    world.run(seen -> seen.state().progress().weight() == 20);
    world.says("more", false);
    world.pass(Duration.ofMinutes(2));
    assertThat(world.routes()).contains(Split.canary(20));
    assertThat(world.state().progress().failedChecks()).isZero();

    world.says("more", true);
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);
  }

  @Tag("A3:16")
  @Test
  void goesOnJudgingWhilePromotionWaits() {
    var world =
        World.initialised(Plans.weighted().hook(Hook.Type.CONFIRM_PROMOTION, "go"), "good-1");
    world.says("go", false);
    world.push("good-2");
    world.run(seen -> seen.stage() == Stage.WAITING_PROMOTION);
    world.pass(Duration.ofMinutes(2));
    assertThat(world.state().iterations(world.plan())).isZero();
    assertThat(world.routes()).contains(Split.canary(40));
    assertThat(world.alerts())
        .filteredOn("Canary promotion is waiting for approval."::equals)
        .hasSize(1);

    world.crashCanary(Duration.ofMinutes(10));
    world.run(seen -> seen.stage() == Stage.FAILED);
  }

  @Test
  void asksForPromotionBeforeTheSwitchOfBlueGreenAndNotAgainAfterIt() {
    var world =
        World.initialised(
            Plans.of(new Strategy.BlueGreen(2, false)).hook(Hook.Type.CONFIRM_PROMOTION, "go"),
            "good-1");
    world.says("go", false);
    world.push("good-2");
    world.run(seen -> seen.stage() == Stage.WAITING_PROMOTION);
    assertThat(world.routes()).contains(Split.PRIMARY);
    assertThat(world.state().iterations(world.plan())).isEqualTo(1);

    world.says("go", true);
    world.run(seen -> seen.routes().equals(Optional.of(Split.CANARY)));
    int calls = world.calls(Hook.Type.CONFIRM_PROMOTION).size();
    world.says("go", false);
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);
    assertThat(world.calls(Hook.Type.CONFIRM_PROMOTION)).hasSize(calls);
  }

  @Test
  void rollsBackWhenARollbackHookPassesInEveryWaitingPhase() {
    for (var stage : new Stage[] {Stage.WAITING, Stage.ANALYSING, Stage.WAITING_PROMOTION}) {
      var plans =
          Plans.weighted()
              .hook(Hook.Type.ROLLBACK, "refuse")
              .hook(Hook.Type.CONFIRM_ROLLOUT, "start")
              .hook(Hook.Type.CONFIRM_PROMOTION, "go");
      var world = World.initialised(plans, "good-1");
      world.says("start", stage != Stage.WAITING);
      world.says("go", stage != Stage.WAITING_PROMOTION);
      world.push("good-2");
      world.run(seen -> seen.stage() == stage);
      world.says("refuse", true);
      world.run(seen -> seen.stage() == Stage.FAILED);
      assertThat(world.events())
          .contains(
              "Rolling back podinfo.test manual webhook invoked", "Rollback check refuse passed");
      assertThat(world.alerts()).endsWith("Rolling back manual webhook invoked");
    }
  }

  @Test
  void callsPostRolloutHooksOnceWithThePhaseThatWasReached() {
    var world = World.initialised(Plans.weighted().hook(Hook.Type.POST_ROLLOUT, "done"), "good-1");
    world.push("good-2");
    world.run(seen -> seen.events().contains("Post-rollout check done passed"));
    assertThat(world.calls(Hook.Type.POST_ROLLOUT).getLast().phase()).isEqualTo(Phase.SUCCEEDED);

    world.says("done", false);
    world.push("bad-3");
    world.run(seen -> seen.events().contains("Post-rollout hook done failed it says no"));
    world.pass(Duration.ofHours(1));
    assertThat(world.calls(Hook.Type.POST_ROLLOUT)).hasSize(2);
    assertThat(world.calls(Hook.Type.POST_ROLLOUT).getLast().phase()).isEqualTo(Phase.FAILED);
  }

  @Test
  void callsAHookThatAnsweredNotAgainAfterARestartWhileAnotherIsAwaited() {
    var plans =
        Plans.weighted()
            .hook(Hook.Type.POST_ROLLOUT, "done")
            .hook(Hook.Type.POST_ROLLOUT, "done-late");
    var world = World.initialised(plans, "good-1");
    world.push("good-2");
    world.run(seen -> seen.state().ledger().contains("post-rollout/done"));
    world.kill();
    world.run(seen -> seen.events().contains("Post-rollout check done-late passed"));

    assertThat(world.calls(Hook.Type.POST_ROLLOUT).stream().map(call -> call.hook().name()))
        .containsExactly("done", "done-late", "done-late");
    assertThat(world.events()).filteredOn("Post-rollout check done passed"::equals).hasSize(1);
  }
}
