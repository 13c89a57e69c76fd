package dev.sluice.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Configs that change alone: pods that run have read the ones before. */
class RenewalTest {
  private static final String REPLACED =
      "The configs of podinfo.test changed: its pods are replaced";

  @Test
  void replacesTheCanarysPodsWhenNothingButConfigsChangeInTheMiddle() {
    var world = inTheMiddle(Plans.weighted());
    int before = world.effects().size();

    world.configure("blue");
    world.run(seen -> seen.stage() == Stage.ANALYSING && !seen.target().orElseThrow().stale());
    assertThat(moves(world, before))
        .containsExactly(
            new Effect.Route(Split.PRIMARY),
            new Effect.ScaleCanary(0),
            new Effect.ScaleUpCanary(),
            new Effect.Route(Split.canary(20)));
    assertThat(world.events()).containsOnlyOnce(REPLACED);

    world.run(seen -> seen.stage() == Stage.SUCCEEDED);
    assertThat(world.primary().orElseThrow().revision()).isEqualTo("good-2+blue");
  }

  @Test
  void leavesPodsAloneThatComeUpWithTheNewConfigs() {
    var world = World.initialised(Plans.weighted(), "good-1");
    world.pass(Duration.ofSeconds(5));
    int before = world.effects().size();

    world.configure("blue");
    world.run(seen -> seen.stage() == Stage.ANALYSING);

    assertThat(moves(world, before))
        .containsExactly(new Effect.ScaleUpCanary(), new Effect.Route(Split.canary(20)));
    assertThat(world.events()).doesNotContain(REPLACED);
  }

  @Test
  void leavesPodsAloneThatANewTemplateReplaces() {
    var world = inTheMiddle(Plans.weighted());

    world.push("good-3");
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);

    assertThat(world.events()).doesNotContain(REPLACED);
  }

  @Test
  void replacesThemAfterTheRolloutIsConfirmed() {
    var world = inTheMiddle(Plans.weighted().hook(Hook.Type.CONFIRM_ROLLOUT, "confirm"));
    world.says("confirm", false);

    world.configure("blue");
    world.run(seen -> seen.stage() == Stage.WAITING);
    world.pass(Duration.ofMinutes(1));
    assertThat(world.routes()).contains(Split.PRIMARY);

    world.says("confirm", true);
    world.run(seen -> seen.stage() == Stage.ANALYSING);
    assertThat(world.target().orElseThrow().stale()).isFalse();
  }

  @Test
  void replacesThemOnceForChangesThatFollowEachOther() {
    var world = inTheMiddle(Plans.weighted());
    int before = world.effects().size();

    world.configure("blue");
    world.run(seen -> seen.stage() == Stage.STARTING);
    world.configure("green");
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);

    assertThat(moves(world, before)).containsOnlyOnce(new Effect.ScaleUpCanary());
    assertThat(world.primary().orElseThrow().revision()).isEqualTo("good-2+green");
  }

  @Test
  void waitsForPodsThatAreStillGoingWhenConfigsChangeRightAfterAPromotion() {
    var world = inTheMiddle(Plans.weighted());
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);

    world.configure("blue");
    world.run(seen -> seen.stage() == Stage.ANALYSING);

    assertThat(world.events()).containsOnlyOnce(REPLACED);
    assertThat(world.target().orElseThrow().stale()).isFalse();
  }

  @Test
  void bringsUpWithMendedConfigsWhatTheOnesBeforeKeptDown() {
    var world = World.initialised(Plans.weighted().freezing(), "good-1");
    world.configure("broken");
    world.run(seen -> seen.stage() == Stage.FROZEN);

    world.configure("blue");
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);

    assertThat(world.primary().orElseThrow().revision()).isEqualTo("good-1+blue");
  }

  private static World inTheMiddle(Plans plans) {
    var world = World.initialised(plans, "good-1");
    world.push("good-2");
    world.run(seen -> seen.stage() == Stage.ANALYSING);
    return world;
  }

  /** What was done to pods and traffic since then. */
  private static List<Effect> moves(World world, int since) {
    var kinds = Set.of(Effect.Route.class, Effect.ScaleCanary.class, Effect.ScaleUpCanary.class);
    return world.effects().stream()
        .skip(since)
        .filter(effect -> kinds.contains(effect.getClass()))
        .toList();
  }
}
