package dev.sluice.operator.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.traffic.Feature;
import dev.sluice.rollout.CanarySize;
import dev.sluice.rollout.Hook;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.Split;
import dev.sluice.rollout.Strategy;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("A1.2")
class PlannerTest {
  private static Plan plan(String analysis) {
    return Planner.plan(Canaries.withAnalysis(analysis), EnumSet.allOf(Feature.class));
  }

  @Test
  void takesTheContractsDefaults() {
    Plan plan = plan("stepWeight: 10");
    assertThat(plan.interval()).isEqualTo(Duration.ofMinutes(1));
    assertThat(plan.threshold()).isEqualTo(1);
    assertThat(plan.progressDeadline()).isEqualTo(Duration.ofMinutes(10));
    assertThat(plan.canarySize()).isEqualTo(CanarySize.AS_DECLARED);
    assertThat(plan.onFailure()).isEqualTo(Plan.OnFailure.ROLLBACK);
    assertThat(plan.strategy().steps()).hasSize(10);
    assertThat(plan.strategy().steps().getLast().split()).isEqualTo(Split.CANARY);
  }

  @Test
  void aBaselineIsAsLargeAsTheCanaryUnlessItSaysMore() {
    assertThat(plan("{stepWeight: 10, baseline: {enabled: true}}").baseline())
        .isEqualTo(new Plan.Baseline(0, true));
    assertThat(plan("{stepWeight: 10, baseline: {enabled: true, replicas: 3}}").baseline())
        .isEqualTo(new Plan.Baseline(3, true));
    assertThat(plan("{stepWeight: 10, baseline: {replicas: 3}}").baseline()).isNull();
  }

  @Test
  void aBaselineThatTheProviderCannotFeedIsKnownAsSuch() {
    Canary canary = Canaries.withAnalysis("{stepWeight: 10, baseline: {enabled: true}}");
    assertThat(Planner.plan(canary, Set.of(Feature.WEIGHTS)).baseline())
        .isEqualTo(new Plan.Baseline(0, false));
  }

  @Test
  void aBaselineNeedsWeights() {
    assertThatThrownBy(() -> plan("{iterations: 3, baseline: {enabled: true}}"))
        .hasMessageContaining("spec.analysis.baseline needs shares of the traffic");
  }

  @Test
  void stepsByAFixedWeight() {
    assertThat(
            plan("{stepWeight: 20, maxWeight: 40, interval: 10s, threshold: 3}").strategy().steps())
        .extracting(step -> step.split().canary())
        .containsExactly(20, 40);
  }

  @Test
  void namedStepsKeepDurationHoldAndSize() {
    Plan plan =
        plan(
            """
            steps:
            - {weight: 5, duration: 2m, name: smoke}
            - {weight: 50, hold: true, replicas: 50%}
            """);
    assertThat(plan.strategy().steps()).hasSize(2);
    assertThat(plan.strategy().steps().get(0).duration()).isEqualTo(Duration.ofMinutes(2));
    assertThat(plan.strategy().steps().get(0).name()).isEqualTo("smoke");
    assertThat(plan.strategy().steps().get(1).hold()).isTrue();
    assertThat(plan.strategy().steps().get(1).replicas()).isEqualTo(new CanarySize.Percent(50));
  }

  @Test
  void iterationsAloneAreBlueGreenAndWithMatchAnAbTest() {
    assertThat(plan("{iterations: 3, mirror: true}").strategy())
        .isEqualTo(new Strategy.BlueGreen(3, true));
    assertThat(plan("{iterations: 3, match: [{headers: {x-user: {exact: insider}}}]}").strategy())
        .isEqualTo(new Strategy.ABTest(3));
  }

  @Test
  void hooksKeepTheirPlaceAndEventHooksAreLeftOut() {
    Plan plan =
        plan(
            """
            stepWeight: 50
            webhooks:
            - {name: sink, type: event, url: "http://sink"}
            - {name: gate, type: confirm-promotion, url: "http://gate", muteAlert: true}
            - {name: check, url: "http://check"}
            """);
    assertThat(plan.hooks())
        .containsExactly(
            new Hook(1, "gate", Hook.Type.CONFIRM_PROMOTION, true),
            new Hook(2, "check", Hook.Type.ROLLOUT, false));
  }

  @ParameterizedTest
  @CsvSource({"30s,30", "1m,60", "1m30s,90", "1s,1", "500ms,1"})
  void readsIntervalsDownToOneSecond(String interval, int seconds) {
    assertThat(plan("{stepWeight: 50, interval: " + interval + "}").interval())
        .isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{stepWeight: 50, interval: soon} | spec.analysis.interval",
        "{stepWeight: 130} | spec.analysis.stepWeight: 130 is over 100",
        "{stepWeights: [10, 120]} | spec.analysis.stepWeights[1]: 120 is over 100",
        "{stepWeights: [50, 10]} | weights go up",
        "{stepWeight: 50, threshold: -1} | spec.analysis.threshold: -1 is too small",
        "{interval: 1m, threshold: 1} | names no strategy",
        "{stepWeight: 5, sessionAffinity: {cookieName: a, primaryCookieName: a}} | give them different names",
        "{stepWeight: 5, webhooks: [{name: a, type: gate, url: u}]} | spec.analysis.webhooks[0].type: gate"
      })
  void saysWhichFieldIsWrongAndWhatToWrite(String analysis, String words) {
    assertThatThrownBy(() -> plan(analysis))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(words);
  }

  @ParameterizedTest
  @CsvSource({"0", "0%", "120%", "many"})
  void refusesSizesThatMakeNoSense(String replicas) {
    Canary canary =
        Canaries.parse(
            """
            metadata: {name: podinfo, namespace: test}
            spec:
              targetRef: {apiVersion: apps/v1, kind: Deployment, name: podinfo}
              canaryReplicas: %s
              analysis: {stepWeight: 50}
            """
                .formatted(replicas));
    assertThatThrownBy(() -> Planner.plan(canary, EnumSet.allOf(Feature.class)))
        .hasMessageContaining("spec.canaryReplicas")
        .hasMessageContaining("write a number of pods");
  }
}
