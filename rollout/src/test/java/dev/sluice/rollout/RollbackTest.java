package dev.sluice.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Bad revisions, and everything else that ends badly. */
@Tag("A3")
@Tag("A7")
@Tag("A8")
class RollbackTest {
  @Tag("A3:7")
  @Test
  void rollsBackAsSoonAsTheThresholdIsReached() {
    var world = World.initialised(Plans.weighted(), "good-1");
    world.push("bad-2");
    world.run(seen -> seen.stage() == Stage.ANALYSING);
    var begun = world.now();
    world.run(seen -> seen.stage() == Stage.FAILED);

    assertThat(Duration.between(begun, world.now()))
        .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(33));
    assertThat(world.events())
        .endsWith(
            "Halt podinfo.test advancement success rate 42.00% < 99%",
            "Rolling back podinfo.test failed checks threshold reached 3",
            "Canary failed! Scaling down podinfo.test");
    assertThat(world.alerts()).endsWith("Failed checks threshold reached 3");
    assertThat(reason(world)).isEqualTo("FailedChecks");
    assertThat(world.target().orElseThrow().replicas()).isZero();
  }

  @Test
  void rollsBackAtOnceWhenACriticalCheckFails() {
    var world = ended("critical-2", Plans.weighted());

    assertThat(world.state().progress().failedChecks()).isEqualTo(1);
    assertThat(reason(world)).isEqualTo("CriticalCheck");
  }

  @Test
  void goesOnAfterFewerFailuresThanTheThreshold() {
    var world = World.initialised(Plans.weighted(), "good-1");
    world.push("shaky-2");
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);
    assertThat(world.state().progress().failedChecks()).isEqualTo(1);
  }

  @Test
  void holdsWithoutDataAndGivesUpAtTheDeadline() {
    var world = ended("silent-2", Plans.weighted());

    assertThat(reason(world)).isEqualTo("NoData");
    assertThat(world.state().progress().failedChecks()).isZero();
    assertThat(world.events())
        .filteredOn("Halt advancement no values found for metric: m"::equals)
        .hasSize(1);
  }

  @Test
  void rollsBackWhenTheCanaryNeverBecomesReady() {
    var world = ended("broken-2", Plans.weighted());

    assertThat(world.events())
        .contains(
            "Rolling back podinfo.test progress deadline exceeded podinfo.test not ready:"
                + " deployment \"podinfo\" exceeded its progress deadline");
    assertThat(reason(world)).isEqualTo("ProgressDeadlineExceeded");
  }

  @Test
  void countsAFailedCheckWhenNobodyAnswersTheCanarysTraffic() {
    assertThat(reason(ended("dying-2", Plans.weighted()))).isEqualTo("FailedChecks");
  }

  @Test
  void freezesForAPersonWithoutTouchingTrafficOrPods() {
    var world = World.initialised(Plans.weighted().freezing(), "good-1");
    world.push("bad-2");
    world.run(seen -> seen.stage() == Stage.FROZEN);
    world.pass(Duration.ofHours(1));

    assertThat(world.routes()).contains(Split.canary(20));
    assertThat(world.target().orElseThrow().replicas()).isEqualTo(3);
    assertThat(world.alerts()).endsWith("Failed checks threshold reached 3");

    world.ask(Request.Action.ABORT);
    world.run(seen -> seen.stage() == Stage.FAILED);
    assertThat(world.routes()).contains(Split.PRIMARY);
  }

  @Test
  void keepsAFrozenVerdictWhenTheTargetIsDeletedAndComesBack() {
    var world = World.initialised(Plans.weighted().freezing(), "good-1");
    world.push("bad-2");
    world.run(seen -> seen.stage() == Stage.FROZEN);
    world.deleteTarget();
    world.pass(Duration.ofSeconds(5));
    assertThat(world.routes()).contains(Split.PRIMARY);

    world.push("bad-2");
    world.pass(Duration.ofMinutes(5));
    assertThat(world.stage()).isEqualTo(Stage.FROZEN);
    assertThat(reason(world)).isEqualTo("FailedChecks");
  }

  @Test
  void rollsBackWhenThePrimaryIsLostAndWaitsWithTheTrafficForIt() {
    var world = World.initialised(Plans.weighted(), "good-1");
    world.push("good-2");
    world.run(seen -> seen.stage() == Stage.ANALYSING);
    world.ask(Request.Action.ABORT);
    world.crashPrimary(Duration.ofSeconds(50));
    world.pass(Duration.ofSeconds(40));
    assertThat(world.stage()).isEqualTo(Stage.ROLLING_BACK);
    assertThat(world.routes()).contains(Split.canary(20));

    world.run(seen -> seen.stage() == Stage.FAILED);
    assertThat(world.routes()).contains(Split.PRIMARY);
  }

  @Tag("A3:15")
  @Test
  void doesNotRetryAFailedRevisionUnlessAskedTo() {
    var world = ended("bad-2", Plans.weighted());
    world.pass(Duration.ofHours(1));
    assertThat(world.stage()).isEqualTo(Stage.FAILED);

    world.ask(Request.Action.RETRY);
    world.run(seen -> seen.stage() == Stage.ANALYSING);
  }

  @Tag("A3:13")
  @Test
  void restoresTheLastGoodRevisionWhenThePrimaryDoesNotTakeTheNewOne() {
    var world = World.initialised(Plans.weighted(), "good-1");
    world.push("traitor-2");
    world.run(seen -> seen.stage() == Stage.RECOVERING);
    world.run(seen -> seen.stage() == Stage.FAILED);

    assertThat(world.alerts().getLast())
        .startsWith("Promotion failed, primary not ready: podinfo-primary.test not ready:");
    assertThat(world.events())
        .anyMatch(event -> event.startsWith("Promotion of podinfo.test failed, primary not ready"));
    assertThat(world.primary().orElseThrow().revision()).isEqualTo("good-1");
    assertThat(world.routes()).contains(Split.PRIMARY);
    assertThat(world.effects()).contains(new Effect.Route(Split.CANARY));
    assertThat(reason(world)).isEqualTo("PromotionFailed");
  }

  @Test
  void givesAnEditedPrimaryTheLastGoodRevisionAndNotTheUnjudgedOne() {
    for (var damage : List.<Consumer<World>>of(World::editPrimary, World::deletePrimary)) {
      var world = World.initialised(Plans.weighted(), "good-1");
      world.push("slow-2");
      world.run(seen -> seen.stage() == Stage.ANALYSING);
      damage.accept(world);
      world.pass(Duration.ofSeconds(5));
      assertThat(world.primary().orElseThrow().revision()).isEqualTo("good-1");
      world.run(seen -> seen.stage() == Stage.SUCCEEDED);
    }
  }

  @Test
  void takesTheTrafficFromATargetThatIsGoneAndStartsAgainWhenItIsBack() {
    var world = World.initialised(Plans.weighted(), "good-1");
    world.push("good-2");
    world.run(seen -> seen.stage() == Stage.ANALYSING);
    world.deleteTarget();
    world.pass(Duration.ofMinutes(10));
    assertThat(world.routes()).contains(Split.PRIMARY);
    assertThat(world.state().problem()).isNotNull();

    world.push("good-2");
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);
    assertThat(world.state().problem()).isNull();
  }

  private static World ended(String revision, Plans plans) {
    var world = World.initialised(plans, "good-1");
    world.push(revision);
    world.run(seen -> seen.stage() == Stage.FAILED);
    assertThat(world.routes()).contains(Split.PRIMARY);
    return world;
  }

  private static String reason(World world) {
    return Objects.requireNonNull(world.state().failure()).reason();
  }
}
