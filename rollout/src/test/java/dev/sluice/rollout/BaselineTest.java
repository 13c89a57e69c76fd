package dev.sluice.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The canary beside a fresh copy of the promoted revision. */
class BaselineTest {
  @ParameterizedTest
  @CsvSource({
    "0, 100, 0",
    "1, 98, 1",
    "10, 80, 10",
    "33, 34, 33",
    "50, 0, 50",
    "51, 0, 49",
    "70, 0, 30",
    "99, 0, 1",
    "100, 0, 0"
  })
  void getsAsMuchAsTheCanaryAndThePrimaryTheRest(int canary, int primary, int baseline) {
    var split = Split.canary(canary).withBaseline();

    assertThat(split).isEqualTo(new Split(primary, canary, baseline, false));
    assertThat(split.withoutBaseline()).isEqualTo(Split.canary(canary));
  }

  @Test
  void copiesOfRequestsAreNoShare() {
    assertThat(new Split(100, 0, true).withBaseline()).isEqualTo(new Split(100, 0, true));
  }

  @Test
  void comesUpBesideTheCanaryAndSharesEachStep() {
    var world = begun(Plans.weighted().baseline(0));

    world.run(seen -> seen.stage() == Stage.ANALYSING);
    assertThat(world.baseline())
        .hasValueSatisfying(
            pods -> {
              assertThat(pods.revision()).isEqualTo("good-1");
              assertThat(pods.replicas()).isEqualTo(3);
            });
    assertThat(world.routes()).contains(new Split(60, 20, 20, false));
    world.run(seen -> seen.state().progress().step() == 2);
    assertThat(world.routes()).contains(new Split(20, 40, 40, false));
  }

  @Test
  void isGoneOnceTheCanaryIsPromoted() {
    var world = begun(Plans.weighted().baseline(0));
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);

    assertThat(world.baseline()).isEmpty();
    assertThat(world.routes()).contains(Split.PRIMARY);
    assertThat(world.effects()).filteredOn(Effect.RemoveBaseline.class::isInstance).hasSize(1);
  }

  @Test
  void itsTrafficIsThePrimarysAgainBeforeThatGetsTheNewTemplate() {
    var world = begun(Plans.weighted().baseline(0));
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);

    assertThat(world.effects())
        .filteredOn(
            effect ->
                effect instanceof Effect.Route
                    || effect instanceof Effect.RemoveBaseline
                    || effect instanceof Effect.CopyTemplate)
        .containsExactly(
            new Effect.Route(new Split(60, 20, 20, false)),
            new Effect.Route(new Split(20, 40, 40, false)),
            new Effect.Route(new Split(60, 40, false)),
            new Effect.CopyTemplate("good-2"),
            new Effect.RemoveBaseline(),
            new Effect.Route(Split.PRIMARY));
  }

  @Test
  void isGoneOnceTheCanaryIsRolledBack() {
    var world = World.initialised(Plans.weighted().baseline(0), "good-1");
    world.push("bad-2");
    world.run(seen -> seen.stage() == Stage.ANALYSING);
    assertThat(world.baseline()).isPresent();
    world.run(seen -> seen.stage() == Stage.FAILED);

    assertThat(world.baseline()).isEmpty();
    assertThat(world.routes()).contains(Split.PRIMARY);
  }

  @Test
  void staysWhileTheRolloutIsFrozen() {
    var world = World.initialised(Plans.weighted().baseline(0).freezing(), "good-1");
    world.push("bad-2");
    world.run(seen -> seen.stage() == Stage.FROZEN);
    world.pass(Duration.ofMinutes(5));
    assertThat(world.routes()).contains(new Split(60, 20, 20, false));

    world.ask(Request.Action.ABORT);
    world.run(seen -> seen.stage() == Stage.FAILED);
    assertThat(world.baseline()).isEmpty();
  }

  @Test
  void aNewRevisionGetsANewOne() {
    var world = begun(Plans.weighted().baseline(0));
    world.run(seen -> seen.stage() == Stage.ANALYSING);
    world.push("good-3");
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);

    assertThat(world.effects())
        .contains(
            new Effect.EnsureBaseline("good-1", "good-2.1", 3),
            new Effect.EnsureBaseline("good-1", "good-3.2", 3));
    assertThat(world.baseline()).isEmpty();
  }

  @Test
  void goesWithTheCanaryThatIsDeleted() {
    var world = begun(Plans.weighted().baseline(0));
    world.run(seen -> seen.stage() == Stage.ANALYSING);
    world.deleteCanary();
    world.run(seen -> seen.stage() == Stage.TERMINATED);

    assertThat(world.baseline()).isEmpty();
  }

  @Test
  void isAsLargeAsTheCanaryInEveryStepOrAsDeclared() {
    var follows = Plans.weighted().sized(new CanarySize.FollowWeight());
    var world = begun(follows.baseline(0));
    world.run(seen -> seen.stage() == Stage.ANALYSING);
    assertThat(world.baseline().orElseThrow().replicas()).isEqualTo(1);
    world.run(seen -> seen.state().progress().step() == 2);
    assertThat(world.baseline().orElseThrow().replicas()).isEqualTo(2);

    var declared = begun(follows.baseline(4));
    declared.run(seen -> seen.state().progress().step() == 2);
    assertThat(declared.baseline().orElseThrow().replicas()).isEqualTo(4);
  }

  @Test
  void isAsLargeAsAnAutoscalerMakesTheCanary() {
    var world = begun(Plans.of(Strategy.Weighted.of(List.of(10, 20, 30), false)).baseline(0));
    world.run(seen -> seen.stage() == Stage.ANALYSING);
    world.scaleCanary(5);
    world.run(seen -> seen.state().progress().step() == 3);

    assertThat(world.baseline().orElseThrow().replicas()).isEqualTo(5);
  }

  @Test
  void isWaitedForUntilTheDeadline() {
    var world = begun(Plans.weighted().baseline(0));
    world.run(seen -> seen.baseline().isPresent());
    world.crashBaseline(Duration.ofMinutes(10));
    world.run(seen -> seen.stage() == Stage.FAILED);

    assertThat(world.state().failure())
        .isEqualTo(
            new Failure(
                "BaselineNotReady",
                "Progress deadline exceeded, baseline not ready: podinfo-baseline.test not ready:"
                    + " waiting for rollout to finish: 0 of 3 (readyThreshold 100%) updated"
                    + " replicas are available"));
    assertThat(world.effects())
        .noneMatch(
            effect -> effect instanceof Effect.Route(Split split) && !split.equals(Split.PRIMARY));
    assertThat(world.baseline()).isEmpty();
  }

  @Test
  void itsTrafficGoesToThePrimaryWhileItDoesNotAnswer() {
    var world = begun(Plans.weighted().baseline(0));
    world.run(seen -> seen.stage() == Stage.ANALYSING);
    world.crashBaseline(Duration.ofSeconds(30));
    world.pass(Duration.ofSeconds(1));
    assertThat(world.routes()).contains(Split.canary(20));
    int round = world.state().progress().round();

    world.pass(Duration.ofSeconds(20));
    assertThat(world.state().progress().round()).as("rounds wait").isEqualTo(round);
    assertThat(world.state().progress().failedChecks()).isZero();
    world.run(seen -> seen.routes().orElseThrow().equals(new Split(60, 20, 20, false)));
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);
  }

  @Test
  void oneThatNeverAnswersAgainEndsTheRolloutWithoutAVerdict() {
    var world = begun(Plans.weighted().baseline(0).freezing());
    world.run(seen -> seen.stage() == Stage.ANALYSING);
    world.crashBaseline(Duration.ofMinutes(10));
    world.run(seen -> seen.stage() == Stage.FAILED);

    assertThat(world.state().failure()).isNotNull();
    assertThat(world.state().failure().reason()).isEqualTo("BaselineNotReady");
  }

  @Test
  void oneThatSomebodyDeletesOrEditsIsMadeAgain() {
    var world = begun(Plans.weighted().baseline(0));
    world.run(seen -> seen.stage() == Stage.ANALYSING);
    world.deleteBaseline();
    world.pass(Duration.ofSeconds(1));
    assertThat(world.routes()).contains(Split.canary(20));
    world.run(seen -> seen.routes().orElseThrow().baseline() == 20);

    world.editBaseline();
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);
    assertThat(world.baseline()).isEmpty();
  }

  @Test
  void isTakenAwayWhenTheSpecDoesNotWantItAnyMore() {
    var world = begun(Plans.weighted().baseline(0));
    world.run(seen -> seen.stage() == Stage.ANALYSING);
    world.plans(world.plans().withoutBaseline());
    world.pass(Duration.ofSeconds(2));

    assertThat(world.routes()).contains(Split.canary(20));
    assertThat(world.baseline()).isEmpty();
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);
  }

  @Test
  void isNotMadeForARevisionThatIsNotAnalysed() {
    var world = World.initialised(Plans.weighted().baseline(0).skipping(), "good-1");
    world.push("good-2");
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);

    assertThat(world.effects()).noneMatch(Effect.EnsureBaseline.class::isInstance);
  }

  @Test
  void doesWithoutWhereTheProviderCannotFeedItAndSaysSo() {
    for (var plans :
        List.of(
            Plans.weighted().unroutableBaseline(),
            Plans.weighted().unroutableBaseline().withoutShifting())) {
      var world = begun(plans);
      world.run(seen -> seen.stage() == Stage.SUCCEEDED, Duration.ofHours(1));

      assertThat(world.effects()).noneMatch(Effect.EnsureBaseline.class::isInstance);
      assertThat(world.events()).filteredOn(Plan.WITHOUT_BASELINE::equals).hasSize(1);
      assertThat(Conditions.of(world.plan(), world.state()))
          .filteredOn(condition -> condition.type().equals("Baseline"))
          .singleElement()
          .satisfies(
              condition -> {
                assertThat(condition.status()).isEqualTo(Condition.Status.FALSE);
                assertThat(condition.reason()).isEqualTo("BaselineNotSupported");
              });
    }
    assertThat(Conditions.of(Plans.weighted().baseline(0).plan(), State.NEW))
        .noneMatch(condition -> condition.type().equals("Baseline"));
  }

  private static World begun(Plans plans) {
    var world = World.initialised(plans, "good-1");
    world.push("good-2");
    return world;
  }
}
