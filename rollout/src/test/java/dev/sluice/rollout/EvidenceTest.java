package dev.sluice.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a rollout makes of evidence that comes every three seconds, in steps of ten. */
class EvidenceTest {
  @Test
  void asksForEvidenceBetweenTheCompleteRoundsAndForHooksOnlyInThose() {
    var world =
        rollout("good-2", Plans.weighted().sequential(false).hook(Hook.Type.ROLLOUT, "load"));
    world.run(seen -> seen.state().progress().step() == 2);

    assertThat(rounds(world).map(Round::complete)).containsExactly(false, false, true);
    assertThat(world.calls(Hook.Type.ROLLOUT)).hasSize(1);
  }

  @Test
  void tellsTheJudgeWhatFollowsFromTheStateAlone() {
    var world = rollout("good-2", Plans.weighted().sequential(false));
    var begun = world.now();
    world.run(seen -> seen.state().progress().step() == 2);
    var second = world.now();
    world.run(seen -> seen.stage() == Stage.PROMOTING);

    var last = rounds(world).toList().getLast();
    assertThat(last.analysisStartedAt()).isEqualTo(begun);
    assertThat(last.stepStartedAt()).isEqualTo(second);
    assertThat(last.weight()).isEqualTo(40);
    assertThat(last.nextWeight()).isEmpty();
    assertThat(rounds(world).findFirst().orElseThrow().nextWeight()).isEqualTo(OptionalInt.of(40));
  }

  @Test
  void asksTheSameAfterAKill() {
    var world = rollout("good-2", Plans.weighted().sequential(false));
    world.run(seen -> rounds(seen).count() == 2);
    world.kill();
    world.run(seen -> rounds(seen).count() == 3);

    var asked = rounds(world).toList();
    assertThat(asked.get(2)).isEqualTo(asked.get(1));
  }

  @Test
  void leavesAStepNotBeforeItsTimeIsOverUnlessEarlyPromotionIsWanted() {
    var steps =
        List.of(
            new Step(Split.canary(10), 0, Duration.ofSeconds(25), false, null, null),
            Step.weight(50));

    assertThat(inFirstStep(steps, false)).isBetween(Duration.ofSeconds(25), Duration.ofSeconds(28));
    assertThat(inFirstStep(steps, true)).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(12));
  }

  @Test
  void skipsTheStepsThatRemainWhenTheRolloutIsProven() {
    var world = rollout("good-2", Plans.of(Strategy.Weighted.by(5, 100, false)).sequential(true));
    world.run(seen -> seen.stage() == Stage.PROMOTING);

    assertThat(world.state().progress().step()).isBetween(2, 6);
    assertThat(world.events()).contains("Promoting podinfo.test: canary 0.1% errors; it is safe");
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);
    assertThat(world.alerts())
        .endsWith(
            "Canary analysis completed successfully, promotion finished. canary 0.1% errors; it"
                + " is safe");
  }

  @Test
  void entersAStepThatHoldsForAPersonHoweverWellProven() {
    var steps =
        List.of(
            Step.weight(10),
            Step.weight(20),
            Step.weight(30),
            Step.weight(40),
            Step.weight(45),
            Step.weight(46),
            Step.weight(47),
            new Step(Split.canary(50), 0, Duration.ZERO, true, null, "half"),
            Step.weight(60),
            Step.weight(70));
    var world = rollout("good-2", Plans.of(Strategy.Weighted.of(steps)).sequential(true));
    world.run(seen -> seen.stage() == Stage.HOLDING);
    world.pass(Duration.ofMinutes(5));
    assertThat(world.routes()).contains(Split.canary(50));

    world.ask(Request.Action.RESUME);
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);
    assertThat(world.effects())
        .doesNotContain(
            new Effect.Route(Split.canary(47)),
            new Effect.Route(Split.canary(60)),
            new Effect.Route(Split.canary(70)));
  }

  @Test
  void asksTheGatesHoweverWellProven() {
    var world =
        World.initialised(
            Plans.weighted().sequential(true).hook(Hook.Type.CONFIRM_PROMOTION, "promote"),
            "good-1");
    world.says("promote", false);
    world.push("good-2");
    world.run(seen -> seen.stage() == Stage.WAITING_PROMOTION);
    world.pass(Duration.ofMinutes(5));
    assertThat(world.stage()).isEqualTo(Stage.WAITING_PROMOTION);

    world.says("promote", true);
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);
  }

  @Test
  void advancesNothingWhileAPersonPauses() {
    var world = rollout("good-2", Plans.weighted().sequential(true));
    world.ask(Request.Action.PAUSE);
    world.pass(Duration.ofMinutes(5));
    assertThat(world.routes()).contains(Split.canary(20));

    world.ask(Request.Action.RESUME);
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);
  }

  @Test
  void rollsBackWithinAStepWhateverTheThreshold() {
    var world = rollout("bad-2", Plans.weighted().threshold(10).sequential(false));
    var begun = world.now();
    world.run(seen -> seen.stage() == Stage.ROLLING_BACK);

    assertThat(Duration.between(begun, world.now())).isLessThan(Plans.INTERVAL.plusSeconds(1));
    assertThat(world.events())
        .endsWith("Rolling back podinfo.test regression: canary 42% errors; rolled back");
    assertThat(world.alerts()).endsWith("canary 42% errors; rolled back");
    assertThat(Objects.requireNonNull(world.state().failure()).reason()).isEqualTo("Regression");
  }

  @Test
  void countsFailedChecksWithBoundsAsEver() {
    var world = rollout("shaky-2", Plans.weighted().sequential(false));
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);
    assertThat(world.state().progress().failedChecks()).isEqualTo(1);

    world.plans(world.plans().threshold(1));
    world.push("shaky-3");
    world.run(seen -> seen.stage() == Stage.FAILED);
    assertThat(Objects.requireNonNull(world.state().failure()).reason()).isEqualTo("FailedChecks");
  }

  @Test
  void holdsWithoutDataAndGivesUpAtTheDeadline() {
    var world = rollout("silent-2", Plans.weighted().sequential(false));
    var begun = world.now();
    world.run(seen -> seen.stage() == Stage.FAILED);

    assertThat(Duration.between(begun, world.now())).isGreaterThan(Plans.DEADLINE);
    assertThat(Objects.requireNonNull(world.state().failure()).reason()).isEqualTo("NoData");
  }

  @Test
  void tellsOnceThatTheTrafficIsLow() {
    var world = rollout("vague-2", Plans.weighted().sequential(false));
    world.run(seen -> seen.stage() == Stage.HOLDING);

    assertThat(world.events()).filteredOn("the traffic is low"::equals).hasSize(1);
  }

  @Test
  void waitsForAPersonWhenTheEvidenceGivesNoVerdict() {
    var world = rollout("vague-2", Plans.weighted().sequential(true));
    world.run(seen -> seen.stage() == Stage.HOLDING);
    assertThat(world.events())
        .endsWith("Halt podinfo.test advancement waiting for approval: nothing can be said");
    assertThat(world.alerts()).endsWith("Canary is waiting for approval: nothing can be said");
    assertThat(Conditions.of(world.plan(), world.state()))
        .anyMatch(
            condition ->
                condition.type().equals("Reconciling")
                    && condition
                        .message()
                        .equals("Waiting for a person, the evidence gave no verdict in its time."));
    world.pass(Duration.ofMinutes(10));
    assertThat(world.routes()).contains(Split.canary(20));

    world.ask(Request.Action.RESUME);
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);
    assertThat(world.effects()).contains(new Effect.Route(Split.canary(40)));
    assertThat(world.events()).filteredOn(text -> text.contains("waiting for approval")).hasSize(1);
  }

  @Test
  void asksApprovalOfAStepThatHoldsBesideThatOfTheEvidence() {
    var held = List.of(new Step(Split.canary(10), 0, Duration.ZERO, true, null, "smoke"));
    var world = rollout("vague-2", Plans.of(Strategy.Weighted.of(held)).sequential(false));
    world.run(seen -> seen.stage() == Stage.HOLDING);
    world.ask(Request.Action.RESUME);
    world.run(seen -> seen.events().getLast().endsWith("waiting for approval of step smoke"));
    world.pass(Duration.ofMinutes(5));
    assertThat(world.stage()).isEqualTo(Stage.HOLDING);

    world.ask(Request.Action.RESUME);
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);
  }

  private static Duration inFirstStep(List<Step> steps, boolean early) {
    var world = rollout("good-2", Plans.of(Strategy.Weighted.of(steps)).sequential(early));
    var entered = world.now();
    world.run(seen -> seen.state().progress().step() == 2);
    return Duration.between(entered, world.now());
  }

  /** In its first step. */
  private static World rollout(String revision, Plans plans) {
    var world = World.initialised(plans, "good-1");
    world.push(revision);
    world.run(seen -> seen.stage() == Stage.ANALYSING);
    return world;
  }

  private static Stream<Round> rounds(World world) {
    return world.effects().stream()
        .filter(Effect.RunChecks.class::isInstance)
        .map(effect -> ((Effect.RunChecks) effect).round());
  }
}
