package dev.sluice.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Good revisions and how each strategy promotes them. */
@Tag("A3")
@Tag("A7")
@Tag("A8")
class PromotionTest {
  @Test
  void promotesInTwoStepsWithFewWritesAndEachEventOnce() {
    var world = World.initialised(Plans.weighted(), "good-1");
    int stores = world.stores();
    var before = world.now();

    var events = promoted(world);

    assertThat(events)
        .containsExactly(
            "New revision detected! Scaling up podinfo.test",
            "Starting canary analysis for podinfo.test",
            "Advance podinfo.test canary weight 20",
            "Advance podinfo.test canary weight 40",
            "Copying podinfo.test template spec to podinfo-primary.test",
            "Routing all traffic to primary",
            "Promotion completed! Scaling down podinfo.test");
    assertThat(world.alerts())
        .containsExactly(
            "New Deployment detected, initialization completed.",
            "New revision detected, progressing canary analysis.",
            "Canary analysis completed successfully, promotion finished.");
    assertThat(world.stores() - stores).isEqualTo(6);
    // Two rounds, two starts of pods (2 s each), and what hooks and gateways take.
    assertThat(Duration.between(before, world.now())).isLessThan(Duration.ofSeconds(20 + 4 + 3));
    assertThat(world.target().orElseThrow().replicas()).isZero();
  }

  @Tag("A3:2")
  @Test
  void initialisesWithoutTakingTrafficFromTheTargetTooEarly() {
    var world = new World(Plans.weighted(), "slow-1");

    world.run(seen -> seen.primary().isPresent());
    world.pass(Duration.ofSeconds(30));
    assertThat(world.apexOnPrimary()).isFalse();
    assertThat(world.target().orElseThrow().replicas()).isEqualTo(3);

    world.run(seen -> seen.stage() == Stage.INITIALIZED);
    assertThat(world.apexOnPrimary()).isTrue();
    assertThat(world.target().orElseThrow().replicas()).isZero();
    assertThat(world.events()).containsExactly("Initialization done! podinfo.test");
    assertThat(world.store()).containsExactly("slow-1");
  }

  @Test
  void mirrorsBeforeTheFirstWeight() {
    var world = World.initialised(Plans.of(Strategy.Weighted.of(List.of(10), true)), "good-1");

    assertThat(promoted(world))
        .contains("Advance podinfo.test canary weight 0", "Advance podinfo.test canary weight 10");
    assertThat(splits(world))
        .containsExactly(new Split(100, 0, true), Split.canary(10), Split.PRIMARY);
  }

  @Tag("A3:10")
  @Test
  void givesThePrimaryItsTrafficBackInSteps() {
    var world = World.initialised(Plans.weighted().shiftingBackBy(30), "good-1");

    assertThat(promoted(world))
        .containsSubsequence(
            "Copying podinfo.test template spec to podinfo-primary.test",
            "Advance podinfo.test primary weight 90",
            "Advance podinfo.test primary weight 100",
            "Promotion completed! Scaling down podinfo.test");
  }

  @Tag("A3:11")
  @Test
  void testsMatchingRequestsForAllIterations() {
    var world = World.initialised(Plans.of(new Strategy.ABTest(2)), "good-1");

    assertThat(promoted(world))
        .containsSubsequence(
            "Advance podinfo.test canary iteration 1/2",
            "Advance podinfo.test canary iteration 2/2",
            "Copying podinfo.test template spec to podinfo-primary.test");
    assertThat(splits(world)).containsExactly(Split.CANARY, Split.PRIMARY);
    assertThat(rounds(world)).isEqualTo(2);
  }

  @Tag("A3:11")
  @Test
  void switchesAfterTheIterationsAndJudgesOnceMore() {
    var world = World.initialised(Plans.of(new Strategy.BlueGreen(2, true)), "good-1");

    assertThat(promoted(world))
        .containsSubsequence(
            "Advance podinfo.test canary iteration 1/2",
            "Advance podinfo.test canary iteration 2/2",
            "Stop traffic mirroring and route all traffic to canary",
            "Copying podinfo.test template spec to podinfo-primary.test",
            "Routing all traffic to primary");
    assertThat(splits(world)).containsExactly(new Split(100, 0, true), Split.CANARY, Split.PRIMARY);
    assertThat(rounds(world)).isEqualTo(3);
  }

  @Tag("A3:12")
  @Test
  void judgesTenIterationsWhereTrafficCannotBeShifted() {
    var world = World.initialised(Plans.weighted().withoutShifting(), "good-1");

    assertThat(promoted(world))
        .containsSubsequence(
            "Progressive traffic is not supported when using the kubernetes provider",
            "Setting canaryAnalysis.iterations: 10",
            "Advance podinfo.test canary iteration 1/10",
            "Advance podinfo.test canary iteration 10/10")
        .doesNotContain("Routing all traffic to primary", "Routing all traffic to canary");
    assertThat(splits(world)).isEmpty();
  }

  @Tag("A3:17")
  @Test
  void promotesOneRevisionWithoutAnalysisWhenItsTargetSaysSo() {
    var world = World.initialised(Plans.weighted(), "good-1");
    world.pushUnanalysed("bad-2");
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);

    assertThat(world.events())
        .endsWith("Promotion completed! Canary analysis was skipped for podinfo.test");
    assertThat(world.alerts()).endsWith("Canary analysis was skipped, promotion finished.");
    assertThat(rounds(world)).isZero();

    world.push("bad-3");
    world.run(seen -> seen.stage() == Stage.FAILED);
  }

  @Test
  void staysInAStepForItsDurationAndHoldsForAPerson() {
    var steps =
        List.of(
            new Step(Split.canary(10), 0, Duration.ofSeconds(25), false, null, null),
            new Step(Split.canary(50), 0, Duration.ZERO, true, null, "half"));
    var world = World.initialised(Plans.of(Strategy.Weighted.of(steps)), "good-1");
    world.push("good-2");
    world.run(seen -> seen.state().progress().step() == 1);
    var entered = world.now();
    world.run(seen -> seen.state().progress().step() == 2);
    assertThat(Duration.between(entered, world.now()))
        .isBetween(Duration.ofSeconds(25), Duration.ofSeconds(27));

    world.run(seen -> seen.stage() == Stage.HOLDING);
    assertThat(world.events())
        .endsWith("Halt podinfo.test advancement waiting for approval of step half");
    world.pass(Duration.ofMinutes(10));
    assertThat(world.stage()).isEqualTo(Stage.HOLDING);

    world.ask(Request.Action.RESUME);
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);
  }

  @Test
  void sizesTheCanaryWithItsWeightBeforeItGetsTheTraffic() {
    var world =
        World.initialised(
            Plans.of(Strategy.Weighted.of(List.of(30, 60, 100), false))
                .sized(new CanarySize.FollowWeight()),
            "good-1");
    promoted(world);

    assertThat(world.effects().stream().filter(Effect.ScaleCanary.class::isInstance))
        .containsExactly(
            new Effect.ScaleCanary(0),
            new Effect.ScaleCanary(1),
            new Effect.ScaleCanary(2),
            new Effect.ScaleCanary(3),
            new Effect.ScaleCanary(0));
  }

  @Tag("A3:8")
  @Test
  void clampsWeightsToAHundredAndNotToTheMaximum() {
    assertThat(weights(Strategy.Weighted.by(30, 50, false))).containsExactly(30, 60);
    assertThat(weights(Strategy.Weighted.by(40, 100, false))).containsExactly(40, 80, 100);
    assertThat(Strategy.Weighted.by(30, 50, false).routing()).isEqualTo("Weight step: 30 max: 50");
    assertThat(Strategy.Weighted.of(List.of(1, 5, 80), false).routing())
        .isEqualTo("Weight steps: 1,5,80 max: 80");
  }

  private static List<String> promoted(World world) {
    int before = world.events().size();
    world.push("good-2");
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);
    return world.events().subList(before, world.events().size());
  }

  private static List<Split> splits(World world) {
    return world.effects().stream()
        .filter(Effect.Route.class::isInstance)
        .map(effect -> ((Effect.Route) effect).split())
        .toList();
  }

  private static long rounds(World world) {
    return world.effects().stream().filter(Effect.RunChecks.class::isInstance).count();
  }

  private static List<Integer> weights(Strategy strategy) {
    return strategy.steps().stream().map(step -> step.split().canary()).toList();
  }
}
