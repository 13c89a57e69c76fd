package dev.sluice.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The promoted revision is watched for a minute. */
class BakingTest {
  private static final Duration BAKE = Duration.ofMinutes(1);

  @Test
  void endsWhenThePrimaryDidWellForItsWholeTime() {
    var world = baking("good-2", Plans.weighted());
    var begun = world.now();
    assertThat(world.target().orElseThrow().replicas()).isZero();
    assertThat(world.routes()).contains(Split.PRIMARY);
    assertThat(world.store()).containsExactlyInAnyOrder("good-1", "good-2");
    assertThat(world.events())
        .endsWith(
            "Promotion completed! Scaling down podinfo.test",
            "Watching podinfo-primary.test for 1m before the rollout ends");

    world.run(seen -> seen.stage() == Stage.SUCCEEDED);
    assertThat(Duration.between(begun, world.now())).isBetween(BAKE, BAKE.plusSeconds(2));
    assertThat(world.events())
        .endsWith("The bake of podinfo-primary.test is over, no regression was found");
    assertThat(world.alerts())
        .endsWith("Canary analysis completed successfully, promotion finished.");
  }

  @Test
  void restoresTheRevisionBeforeWhenItsChecksFail() {
    var world = baking("sour-2", Plans.weighted().threshold(2));
    world.run(seen -> seen.stage() == Stage.FAILED);

    assertThat(world.primary().orElseThrow().revision()).isEqualTo("good-1");
    assertThat(world.state().revisions().promoted()).isEqualTo("good-1");
    assertThat(Objects.requireNonNull(world.state().failure()))
        .isEqualTo(new Failure("BakeFailed", "Bake failed: failed checks threshold reached 2"));
    assertThat(world.events())
        .contains("Rolling back podinfo.test bake failed: failed checks threshold reached 2");
    assertThat(world.alerts()).endsWith("Bake failed: failed checks threshold reached 2");
    world.pass(Duration.ofHours(1));
    assertThat(world.stage()).isEqualTo(Stage.FAILED);
  }

  @Test
  void restoresTheRevisionBeforeOnEvidence() {
    var world = baking("sour-2", Plans.weighted().threshold(10).sequential(false));
    world.run(seen -> seen.stage() == Stage.FAILED);

    assertThat(world.primary().orElseThrow().revision()).isEqualTo("good-1");
    assertThat(world.alerts()).endsWith("Bake failed: canary 42% errors; rolled back");
  }

  @Test
  void countsFailedChecksAnew() {
    var world = baking("shaky-2", Plans.weighted());
    assertThat(world.state().progress().failedChecks()).isZero();
  }

  @Test
  void restoresTheRevisionBeforeWhenThePrimaryIsLost() {
    var world = baking("good-2", Plans.weighted());
    world.crashPrimary(Duration.ofMinutes(5));
    world.run(seen -> seen.stage() == Stage.RECOVERING);

    assertThat(Objects.requireNonNull(world.state().failure()).message())
        .startsWith("Bake failed: podinfo-primary.test not ready");
    world.run(seen -> seen.stage() == Stage.FAILED);
    assertThat(world.primary().orElseThrow().revision()).isEqualTo("good-1");
  }

  @Test
  void restoresTheRevisionBeforeWhenARollbackHookSaysSo() {
    var world =
        World.initialised(
            Plans.weighted().hook(Hook.Type.ROLLBACK, "refuse").baking(BAKE), "good-1");
    world.push("good-2");
    world.run(seen -> seen.stage() == Stage.BAKING);
    world.says("refuse", true);
    world.run(seen -> seen.stage() == Stage.FAILED);

    assertThat(world.primary().orElseThrow().revision()).isEqualTo("good-1");
  }

  @Test
  void endsWithoutDataAndSaysSo() {
    var world = baking("good-2", Plans.weighted());
    world.plans(world.plans().sequential(false));
    // What was promoted is silent from now on.
    world.silence();
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);

    assertThat(world.events())
        .endsWith("The bake of podinfo-primary.test is over, though checks were without data");
  }

  @Test
  void startsANewRevisionAfterTheHooksThatEndThisOne() {
    var world = baking("good-2", Plans.weighted().hook(Hook.Type.POST_ROLLOUT, "post"));
    world.push("good-3");
    world.run(seen -> seen.stage() == Stage.ANALYSING);

    assertThat(world.calls(Hook.Type.POST_ROLLOUT)).hasSize(1);
    assertThat(world.state().revisions().promoted()).isEqualTo("good-2");
    assertThat(world.events())
        .contains("The bake of podinfo-primary.test ends early, a new revision is there");
  }

  @ParameterizedTest
  @EnumSource(names = {"ABORT", "UNDO"})
  void goesBackWhenAPersonSaysSo(Request.Action action) {
    var world = baking("good-2", Plans.weighted());
    world.ask(action);
    world.run(seen -> seen.stage() == Stage.FAILED);

    assertThat(world.primary().orElseThrow().revision()).isEqualTo("good-1");
    assertThat(world.state().revisions().promoted()).isEqualTo("good-1");
  }

  @ParameterizedTest
  @EnumSource(names = {"PROMOTE", "SKIP"})
  void endsWhenAPersonIsContent(Request.Action action) {
    var world = baking("good-2", Plans.weighted());
    world.ask(action);
    world.pass(Duration.ofSeconds(1));

    assertThat(world.stage()).isEqualTo(Stage.SUCCEEDED);
    assertThat(world.events())
        .contains("The bake of podinfo-primary.test ends early, as a person asked for");
  }

  @Test
  void watchesNothingThatAPersonPromoted() {
    var world = World.initialised(Plans.weighted().baking(BAKE), "good-1");
    world.push("sour-2");
    world.run(seen -> seen.stage() == Stage.ANALYSING);
    world.ask(Request.Action.PROMOTE);
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);

    assertThat(world.primary().orElseThrow().revision()).isEqualTo("sour-2");
  }

  @Test
  void goesOnWhileTheTargetIsGone() {
    var world = baking("sour-2", Plans.weighted());
    world.deleteTarget();
    world.run(seen -> seen.stage() == Stage.FAILED);

    assertThat(world.primary().orElseThrow().revision()).isEqualTo("good-1");
  }

  @Test
  void asksAboutThePrimaryInRoundsOfItsOwn() {
    var world = baking("good-2", Plans.weighted());
    var begun = world.now();
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);

    var rounds =
        world.effects().stream()
            .filter(Effect.RunChecks.class::isInstance)
            .map(effect -> ((Effect.RunChecks) effect).round())
            .filter(Round::baking)
            .toList();
    assertThat(rounds).hasSize(6);
    assertThat(rounds)
        .allSatisfy(round -> assertThat(round.stepStartedAt()).isEqualTo(begun))
        .allSatisfy(round -> assertThat(round.analysisStartedAt()).isBefore(begun));
  }

  private static World baking(String revision, Plans plans) {
    var world = World.initialised(plans.baking(BAKE), "good-1");
    world.push(revision);
    world.run(seen -> seen.stage() == Stage.BAKING);
    return world;
  }
}
