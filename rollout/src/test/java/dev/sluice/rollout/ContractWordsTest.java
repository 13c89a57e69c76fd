package dev.sluice.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The contract's words where no other test needs them. */
@Tag("A7")
@Tag("A8")
class ContractWordsTest {
  @Test
  void ofTheGateBeforeMoreTraffic() {
    var world = waiting(Hook.Type.CONFIRM_TRAFFIC_INCREASE);

    assertThat(world.events())
        .contains("Halt podinfo.test advancement waiting for traffic increase approval gate");
    assertThat(approved(world).events()).contains("Confirm-traffic-increase check gate passed");
  }

  @Test
  void ofTheGateBeforePromotion() {
    var world = waiting(Hook.Type.CONFIRM_PROMOTION);

    assertThat(world.events())
        .contains("Halt podinfo.test advancement waiting for promotion approval gate");
    assertThat(approved(world).events()).contains("Confirm-promotion check gate passed");
  }

  @Test
  void ofARollbackHookThatDoesNotSignal() {
    var world = waiting(Hook.Type.ROLLBACK);

    assertThat(world.events())
        .filteredOn("Rollback hook gate not signaling a rollback"::equals)
        .hasSize(1);
  }

  @Test
  void ofATestOfMatchingRequestsThatTheProviderCannotRoute() {
    var world = World.initialised(Plans.of(new Strategy.ABTest(2)).withoutShifting(), "good-1");
    world.push("good-2");
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);

    assertThat(world.events())
        .contains("A/B testing is not supported when using the kubernetes provider");
  }

  @Test
  void ofADeadlineThatPassed() {
    var world = World.initialised(Plans.weighted(), "good-1");
    world.push("broken-2");
    world.run(seen -> seen.stage() == Stage.FAILED);

    assertThat(world.alerts())
        .contains(
            "Progress deadline exceeded podinfo.test not ready:"
                + " deployment \"podinfo\" exceeded its progress deadline");
  }

  private static World waiting(Hook.Type type) {
    var world = World.initialised(Plans.weighted().hook(type, "gate"), "good-1");
    world.says("gate", false);
    world.push("good-2");
    world.pass(Duration.ofMinutes(2));
    return world;
  }

  private static World approved(World world) {
    world.says("gate", true);
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);
    return world;
  }
}
