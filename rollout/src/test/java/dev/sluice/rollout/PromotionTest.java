package dev.sluice.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PromotionTest {
  @Test
  void promotesInTwoStepsWithFewWrites() {
    var world = World.initialised(Plans.weighted(), "good-1");
    int stores = world.stores();
    int events = world.events().size();

    world.push("good-2");
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);
    assertThat(world.stores() - stores).isLessThanOrEqualTo(6);
    assertThat(world.events().subList(events, world.events().size())).hasSize(7);
  }
}
