package dev.sluice.operator.workload;

import static dev.sluice.operator.workload.Fixture.NS;
import static dev.sluice.operator.workload.Fixture.PRIMARY;
import static dev.sluice.operator.workload.Fixture.canary;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.Canary;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many pods the canary and the primary get. */
final class SizesTest {
  private static final Canary PLAIN = canary();
  private static final Canary SCALED =
      canary(
          """
          service: {port: 9898}
          autoscalerRef: {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, name: podinfo}
          """);

  private final Fixture fixture = new Fixture();
  private final Workload workload =
      new DeploymentWorkload(fixture.cluster, WorkloadOptions.DEFAULT, Clock.systemUTC());

  @BeforeEach
  void initialised() {
    fixture.target();
    fixture.autoscaler(2, 6);
    workload.ensurePrimary(PLAIN, revision());
    workload.keepLastGood(PLAIN, revision(), null);
    workload.scaleCanary(PLAIN, 0);
  }

  @Test
  void theCanaryIsAsLargeAsThePrimary() {
    workload.scaleUpCanary(PLAIN);
    assertThat(size("podinfo")).isEqualTo(3);
  }

  @Test
  void theCanaryKeepsTheSizeThatItsOwnerDeclares() {
    declare(5);
    workload.scaleUpCanary(PLAIN);
    assertThat(size("podinfo")).isEqualTo(5);
    workload.copyTemplate(PLAIN, revision());
    assertThat(size(PRIMARY)).isEqualTo(5);
  }

  @Test
  void aDeclaredSizeIsNotForgottenWhenTheCanaryIsSmaller() {
    declare(5);
    workload.scaleCanary(PLAIN, 1);
    assertThat(size("podinfo")).isEqualTo(1);
    workload.scaleCanary(PLAIN, 2);
    workload.copyTemplate(PLAIN, revision());
    assertThat(size(PRIMARY)).isEqualTo(5);
  }

  @Test
  void thePrimaryKeepsItsSizeWhenTheCanaryIsSmaller() {
    workload.scaleCanary(PLAIN, 1);
    workload.copyTemplate(PLAIN, revision());
    assertThat(size(PRIMARY)).isEqualTo(3);
    workload.scaleCanary(PLAIN, 0);
    workload.copyTemplate(PLAIN, revision());
    assertThat(size(PRIMARY)).isEqualTo(3);
  }

  @Test
  void theAutoscalersMinimumStartsTheCanaryAndTheAutoscalerGoesOn() {
    workload.scaleCanary(SCALED, 1);
    assertThat(size("podinfo")).isEqualTo(2);
    fixture.cluster.scale(Deployment.class, NS, "podinfo", 4);
    workload.scaleCanary(SCALED, 1);
    workload.scaleUpCanary(SCALED);
    assertThat(size("podinfo")).isEqualTo(4);
    workload.scaleCanary(SCALED, 0);
    assertThat(size("podinfo")).isZero();
    workload.scaleUpCanary(SCALED);
    assertThat(size("podinfo")).isEqualTo(2);
  }

  @Test
  void thePrimaryIsLargeEnoughForAllTrafficBeforeItGetsIt() {
    fixture.cluster.scale(Deployment.class, NS, "podinfo", 2);
    workload.copyTemplate(SCALED, revision());
    assertThat(size(PRIMARY)).isEqualTo(5);
    fixture.cluster.scale(Deployment.class, NS, "podinfo", 4);
    workload.copyTemplate(SCALED, revision());
    assertThat(size(PRIMARY)).as("not above the maximum").isEqualTo(6);
  }

  private void declare(int replicas) {
    fixture.edit("podinfo", target -> target.getSpec().setReplicas(replicas));
  }

  private int size(String name) {
    return fixture.deployment(name).getSpec().getReplicas();
  }

  private String revision() {
    return workload.revision(PLAIN).id();
  }
}
