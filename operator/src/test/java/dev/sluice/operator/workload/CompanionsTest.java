package dev.sluice.operator.workload;

import static dev.sluice.operator.workload.Fixture.NS;
import static dev.sluice.operator.workload.Fixture.canary;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.ProblemException;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The primary's autoscaler and disruption budget. */
@Tag("A3.2")
final class CompanionsTest {
  private static final String REF =
      "autoscalerRef: {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, name: podinfo";
  private static final Canary SCALED = canary(REF + "}");

  private final Fixture fixture = new Fixture();
  private final Workload workload =
      new DeploymentWorkload(fixture.cluster, WorkloadOptions.DEFAULT, Clock.systemUTC());

  @BeforeEach
  void target() {
    fixture.target();
    fixture.autoscaler(2, 6);
  }

  @Test
  void clonesTheAutoscaler() {
    workload.ensureCompanions(SCALED);

    var clone = autoscaler();
    assertThat(clone.getSpec().getScaleTargetRef().getName()).isEqualTo("podinfo-primary");
    assertThat(clone.getSpec().getMinReplicas()).isEqualTo(2);
    assertThat(clone.getSpec().getMaxReplicas()).isEqualTo(6);
    assertThat(clone.getSpec().getMetrics()).hasSize(1);
    assertThat(clone.getSpec().getBehavior().getScaleDown().getStabilizationWindowSeconds())
        .isEqualTo(60);
    assertThat(clone.getMetadata().getLabels()).isEqualTo(Map.of("a", "b"));
    fixture.cluster.forgetWrites();
    workload.ensureCompanions(SCALED);
    assertThat(fixture.cluster.writes()).isEmpty();
  }

  @Test
  void followsAnEditOfTheAutoscalerAtOnce() {
    workload.ensureCompanions(SCALED);
    fixture.autoscaler(3, 9);
    workload.ensureCompanions(SCALED);

    assertThat(autoscaler().getSpec().getMinReplicas()).isEqualTo(3);
    assertThat(autoscaler().getSpec().getMaxReplicas()).isEqualTo(9);
  }

  @Test
  void thePrimarysAutoscalerCanHaveItsOwnBounds() {
    workload.ensureCompanions(
        canary(REF + ", primaryScalerReplicas: {minReplicas: 4, maxReplicas: 20}}"));

    assertThat(autoscaler().getSpec().getMinReplicas()).isEqualTo(4);
    assertThat(autoscaler().getSpec().getMaxReplicas()).isEqualTo(20);
  }

  @Test
  void removesTheCloneWhenTheCanaryNamesNoAutoscalerAnyMore() {
    workload.ensureCompanions(SCALED);
    workload.ensureCompanions(canary());

    assertThat(fixture.cluster.list(HorizontalPodAutoscaler.class, NS))
        .extracting(hpa -> hpa.getMetadata().getName())
        .containsExactly("podinfo");
  }

  @Test
  void saysWhatIsWrongWithAnAutoscaler() {
    fixture.cluster.remove(HorizontalPodAutoscaler.class, NS, "podinfo");
    assertThatThrownBy(() -> workload.ensureCompanions(SCALED))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("HorizontalPodAutoscaler podinfo.test is not there");
    fixture.autoscaler(2, 6);
    fixture.cluster.edit(
        HorizontalPodAutoscaler.class,
        NS,
        "podinfo",
        hpa -> hpa.getSpec().getScaleTargetRef().setName("other"));
    assertThatThrownBy(() -> workload.ensureCompanions(SCALED))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("scales Deployment other");
    assertThatThrownBy(
            () ->
                workload.ensureCompanions(
                    canary(
                        "autoscalerRef: {apiVersion: keda.sh/v1alpha1, kind: ScaledObject, name: x}")))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("ScaledObject is not supported yet");
  }

  @Test
  void clonesTheBudgetThatSelectsTheTarget() {
    budget("podinfo", "{matchLabels: {app: podinfo}}");
    budget("other", "{matchLabels: {app: other}}");
    budget("all-web", "{matchLabels: {tier: web}}");
    budget("by-expression", "{matchExpressions: [{key: app, operator: In, values: [podinfo]}]}");
    workload.ensureCompanions(canary());

    assertThat(budgets())
        .containsExactlyInAnyOrder(
            "podinfo",
            "other",
            "all-web",
            "by-expression",
            "podinfo-primary",
            "by-expression-primary");
    var clone = fixture.cluster.get(PodDisruptionBudget.class, NS, "podinfo-primary").orElseThrow();
    assertThat(clone.getSpec().getMaxUnavailable().getIntVal()).isEqualTo(1);
    assertThat(clone.getSpec().getSelector().getMatchLabels())
        .isEqualTo(Map.of("app", "podinfo-primary"));
    assertThat(
            fixture
                .cluster
                .get(PodDisruptionBudget.class, NS, "by-expression-primary")
                .orElseThrow()
                .getSpec()
                .getSelector()
                .getMatchExpressions()
                .getFirst()
                .getValues())
        .containsExactly("podinfo-primary");
  }

  @Test
  void removesTheCloneOfABudgetThatIsGone() {
    budget("podinfo", "{matchLabels: {app: podinfo}}");
    workload.ensureCompanions(canary());
    fixture.cluster.remove(PodDisruptionBudget.class, NS, "podinfo");
    workload.ensureCompanions(canary());

    assertThat(budgets()).isEmpty();
  }

  private void budget(String name, String selector) {
    fixture.cluster.put(
        Fixture.yaml(
            """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: {name: %s, namespace: test}
            spec: {maxUnavailable: 1, selector: %s}
            """
                .formatted(name, selector),
            PodDisruptionBudget.class));
  }

  private List<String> budgets() {
    return fixture.cluster.list(PodDisruptionBudget.class, NS).stream()
        .map(budget -> budget.getMetadata().getName())
        .toList();
  }

  private HorizontalPodAutoscaler autoscaler() {
    return fixture.cluster.get(HorizontalPodAutoscaler.class, NS, "podinfo-primary").orElseThrow();
  }
}
