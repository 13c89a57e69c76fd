package dev.sluice.cli.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.cli.UserErrorException;
import dev.sluice.cli.story.Judge;
import dev.sluice.simulation.rollout.Ending;
import dev.sluice.simulation.rollout.Ending.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulationTest {
  @ParameterizedTest
  @EnumSource(Judge.class)
  void promotesAVersionThatChangesNothing(Judge judge) throws InterruptedException {
    Ending ending = new Shop().judgedBy(judge).ending();
    assertThat(ending.kind()).isEqualTo(Kind.PROMOTED);
    assertThat(ending.excess()).isZero();
    assertThat(ending.perHour()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Judge.class)
  void rollsBackAVersionThatFails(Judge judge) throws InterruptedException {
    Ending ending = new Shop().judgedBy(judge).errors("0.1%..10%@30s").ending();
    assertThat(ending.kind()).isEqualTo(Kind.ROLLED_BACK);
    assertThat(ending.at()).isGreaterThan(Duration.ofSeconds(30));
    assertThat(ending.excess()).isPositive().isLessThan((double) ending.answered());
  }

  @ParameterizedTest
  @EnumSource(Judge.class)
  void rollsBackAVersionThatIsSlow(Judge judge) throws InterruptedException {
    assertThat(new Shop().judgedBy(judge).latency("80ms..200ms").ending().kind())
        .isEqualTo(Kind.ROLLED_BACK);
  }

  @Test
  void tellsTheSentenceOfTheVerdict() throws InterruptedException {
    assertThat(new Shop().judgedBy(Judge.SEQUENTIAL).errors("0.1%..10%@30s").told())
        .contains("shop.demo judged by comparison, 50 requests a second")
        .contains("Starting canary analysis for shop.demo")
        .containsPattern(
            "Rolling back shop\\.demo regression: canary [\\d.]+% errors of \\d+ requests, primary"
                + " [\\d.]+% of [\\d,]+; evidence 1 in [\\d,]+ that this is chance; rolled back")
        .containsPattern("Rolled back after \\d:\\d\\d, \\d:\\d\\d after it began to be bad\\.")
        .containsPattern(
            "It answered [\\d,]+ requests of users; about \\d+ of them failed or took");
  }

  @Test
  void tellsOfFailedBoundsInTheWordsOfTheEvents() throws InterruptedException {
    assertThat(new Shop().errors("0.1%..10%").told())
        .containsPattern("Halt shop\\.demo advancement success rate [\\d.]+% < 99%")
        .contains("Rolling back shop.demo failed checks threshold reached 2");
  }

  @Test
  void holdsTheMeanDurationOfNginxToTheBound() throws InterruptedException {
    Shop nginx =
        new Shop()
            .with(
                "provider: istio",
                "provider: nginx\n  ingressRef: {apiVersion: networking.k8s.io/v1, kind: Ingress,"
                    + " name: shop}")
            .with("max: 600", "max: 200");
    assertThat(nginx.ending().kind()).isEqualTo(Kind.PROMOTED);
    assertThat(nginx.latency("80ms..200ms").ending().kind()).isEqualTo(Kind.ROLLED_BACK);
    assertThat(new Shop().with("max: 600", "max: 200").ending().kind())
        .as("the 99th percentile of the same traffic")
        .isEqualTo(Kind.ROLLED_BACK);
  }

  @Test
  void givesTheSameRolloutForTheSameSeed() throws InterruptedException {
    assertThat(new Shop().seed(7).told()).isEqualTo(new Shop().seed(7).told());
    assertThat(new Shop().seed(8).told()).isNotEqualTo(new Shop().seed(7).told());
  }

  @Test
  void showsThatAnIncidentOfBothVersionsCancelsOutByComparison() throws InterruptedException {
    Shop hit = new Shop().incident("20%@30s..4m");
    assertThat(hit.judgedBy(Judge.THRESHOLD).ending().kind()).isEqualTo(Kind.ROLLED_BACK);
    assertThat(hit.judgedBy(Judge.SEQUENTIAL).ending().kind()).isEqualTo(Kind.PROMOTED);
  }

  @Test
  void sendsTheRequestsThatMatchAnABTestToTheCanary() throws InterruptedException {
    Shop test =
        new Shop()
            .with(
                "stepWeights: [5, 20, 50]",
                "iterations: 3\n    match: [{headers: {x: {exact: y}}}]")
            .matching("30%");
    assertThat(test.told()).contains("30 % of the requests match the A/B test (--matching).");
    // Three minutes of 15 requests a second, and some seconds with all of them.
    assertThat(test.ending().answered()).isBetween(2_500L, 3_800L);
  }

  @Test
  void needsALoadTestForABlueGreenReleaseWithoutUsers() throws InterruptedException {
    Shop release = new Shop().with("stepWeights: [5, 20, 50]", "iterations: 3");
    assertThat(release.told()).contains("give it those of a load test with --load-test.");
    assertThat(release.ending().kind()).isEqualTo(Kind.ROLLED_BACK);
    assertThat(release.loadTest("5rps").ending().kind()).isEqualTo(Kind.PROMOTED);
  }

  @Test
  void mirrorsRequestsAtNoCostToUsers() throws InterruptedException {
    Shop mirrored =
        new Shop()
            .with("stepWeights: [5, 20, 50]", "iterations: 3\n    mirror: true")
            .errors("0.1%..20%");
    Ending ending = mirrored.ending();
    assertThat(ending.kind()).isEqualTo(Kind.ROLLED_BACK);
    assertThat(ending.answered()).isZero();
    assertThat(ending.excess()).isZero();
  }

  @Test
  void comparesWithABaseline() throws InterruptedException {
    Shop beside = new Shop().with("threshold: 2", "threshold: 2\n    baseline: {enabled: true}");
    assertThat(beside.judgedBy(Judge.SEQUENTIAL).errors("1%..10%").told())
        .contains("Rolling back shop.demo regression");
  }

  @Test
  void comparesMirroredRequestsWithThePrimaryThoughThereIsABaseline() throws InterruptedException {
    Shop mirrored =
        new Shop()
            .with("threshold: 2", "threshold: 2\n    mirror: true\n    baseline: {enabled: true}")
            .judgedBy(Judge.SEQUENTIAL);
    assertThat(mirrored.ending().kind()).isEqualTo(Kind.PROMOTED);
    Ending bad = mirrored.errors("0.1%..10%").ending();
    assertThat(bad.kind()).isEqualTo(Kind.ROLLED_BACK);
    assertThat(bad.answered()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Judge.class)
  void takesBackWhatIsFoundInTheBake(Judge judge) throws InterruptedException {
    Shop baked = new Shop().with("threshold: 2", "threshold: 2\n    bake: 10m").judgedBy(judge);
    Ending good = baked.ending();
    assertThat(good.kind()).isEqualTo(Kind.PROMOTED);
    long bad = good.at().minusMinutes(9).toSeconds();
    assertThat(baked.errors("0.1%..10%@" + bad + "s").ending().kind()).isEqualTo(Kind.TAKEN_BACK);
  }

  @Test
  void approvesStepsThatHoldAndPassesHooks() throws InterruptedException {
    Shop gated =
        new Shop()
            .with("stepWeights: [5, 20, 50]", "steps: [{weight: 20, hold: true}, {weight: 50}]")
            .with(
                "threshold: 2",
                """
                threshold: 2
                    webhooks:
                    - {name: gate, type: confirm-promotion, url: "http://gate"}
                    - {name: stop, type: rollback, url: "http://stop"}""");
    assertThat(gated.told())
        .contains("Hooks are not called, each passes at once: gate, stop.")
        .contains("Steps that hold are approved at once.")
        .contains("Request resume by the simulation accepted");
    assertThat(gated.ending().kind()).isEqualTo(Kind.PROMOTED);
  }

  @Test
  void asksAPersonWhereNothingCanBeDecided() throws InterruptedException {
    Shop quiet =
        new Shop()
            .with(
                " {name: request-success-rate, thresholdRange: {min: 99}}",
                " {name: request-success-rate}")
            .with(
                "threshold: 2",
                """
                threshold: 2
                    judge: Sequential
                    sequential: {deadline: 6m, onInconclusive: Hold}""");
    Ending ending = quiet.errors("0.1%").ending();
    assertThat(ending.kind()).isEqualTo(Kind.UNDECIDED);
    assertThat(quiet.told()).contains("a person is asked.");
  }

  @Test
  void freezesWhereTheCanaryWantsThat() throws InterruptedException {
    assertThat(
            new Shop()
                .with("threshold: 2", "threshold: 2\n    onFailure: Freeze")
                .errors("0.1%..10%")
                .ending()
                .kind())
        .isEqualTo(Kind.FROZEN);
  }

  @Test
  void leavesOutWhatThereIsNoTrafficFor() throws InterruptedException {
    Shop more =
        new Shop()
            .with(
                "    metrics:",
                "    metrics:\n    - {name: payments, query: payments, thresholdRange: {max: 1}}\n"
                    + "    - {name: other, templateRef: {name: other}, thresholdRange: {max: 1}}");
    assertThat(more.told())
        .contains(
            "Left out, since the traffic made up says nothing of queries of one's own: payments,"
                + " other.");
    assertThat(more.ending().kind()).isEqualTo(Kind.PROMOTED);
  }

  @Test
  void countsOverManyRollouts() throws InterruptedException {
    Simulation simulation =
        new Shop().judgedBy(Judge.SEQUENTIAL).errors("0.1%..10%@30s").simulation();
    SimulationReport once = simulation.once(3);
    SimulationReport one = simulation.often(once, 10, 1, _ -> {});
    SimulationReport other = simulation.often(once, 10, 4, _ -> {});
    assertThat(one.shares())
        .isEqualTo(other.shares())
        .contains("10 rollouts, each over traffic of its own:")
        .contains("  This version   found bad: 10 of 10 (100.0 %; 95 % interval 72.2 to 100.0 %)")
        .anyMatch(
            line -> line.matches(" +half of those within \\d:\\d\\d of its beginning to be bad"))
        .anyMatch(line -> line.startsWith("  No change      rolled back for nothing: "));
    assertThat(one.json()).isEqualTo(other.json());
  }

  @Test
  void refusesACanaryWithNothingToSimulate() {
    refused(
        new Shop().with("request-success-rate", "mine").with("request-duration", "yours"),
        "The Canary has no metric that there is traffic for: add request-success-rate or");
  }

  @Test
  void refusesBoundsThatAreNotThere() {
    refused(
        new Shop().with(", thresholdRange: {max: 600}", "").judgedBy(Judge.THRESHOLD),
        "--judge threshold: request-duration has no bounds to hold it to; add thresholdRange");
  }

  @Test
  void refusesWhatTheOperatorWouldRefuse() {
    refused(
        new Shop().with("stepWeights: [5, 20, 50]", "stepWeights: [20, 5]"),
        "spec.analysis.stepWeights[1]: 5 is less than the step before");
    refused(new Shop().with("provider: istio", "provider: smi"), "provider smi is not supported");
    refused(new Shop().with("provider: istio", "suspend: true"), "The Canary is suspended");
  }

  private static void refused(Shop shop, String message) {
    assertThatExceptionOfType(UserErrorException.class)
        .isThrownBy(shop::simulation)
        .withMessageStartingWith(message);
  }
}
