package dev.sluice.operator.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rollout.Readiness;
import dev.sluice.rollout.Workload.Present;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("A7")
final class DeploymentReadinessTest {
  private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

  private final Fixture fixture = new Fixture();
  private final Workload workload =
      new DeploymentWorkload(
          fixture.cluster, WorkloadOptions.DEFAULT, Clock.fixed(NOW, ZoneOffset.UTC));

  @BeforeEach
  void target() {
    fixture.target();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          replicas: 2, updatedReplicas: 2 | waiting for rollout to finish: 2 out of 3 new replicas have been updated
          replicas: 4, updatedReplicas: 3 | waiting for rollout to finish: 1 old replicas are pending termination
          replicas: 3, updatedReplicas: 3, availableReplicas: 2 | waiting for rollout to finish: 2 of 3 (readyThreshold 100%) updated replicas are available
          """)
  void saysWhatIsAwaited(String status, String text) {
    status(1, status, "");
    assertThat(canary(Fixture.canary()))
        .isEqualTo(
            new Readiness.NotReady("canary deployment podinfo.test not ready: " + text, true));
  }

  @Test
  void isReadyWithAllPods() {
    status(1, "replicas: 3, updatedReplicas: 3, availableReplicas: 3", "");
    assertThat(canary(Fixture.canary())).isInstanceOf(Readiness.Ready.class);
  }

  @Test
  void isNeverReadyByAnOldStatus() {
    status(1, "replicas: 3, updatedReplicas: 3, availableReplicas: 3", "");
    fixture.image("podinfo", "podinfo:2");
    assertThat(canary(Fixture.canary()))
        .isEqualTo(
            new Readiness.NotReady(
                "canary deployment podinfo.test not ready: waiting for rollout to finish: observed deployment generation less than desired generation",
                true));
  }

  @Test
  void isNotReadyWithoutAStatus() {
    assertThat(canary(Fixture.canary())).isInstanceOf(Readiness.NotReady.class);
  }

  @Test
  void isNotReadyWithoutPods() {
    fixture.edit("podinfo", target -> target.getSpec().setReplicas(0));
    status(2, "replicas: 0", "");
    assertThat(canary(Fixture.canary())).isInstanceOf(Readiness.NotReady.class);
  }

  @Test
  void isGoneWhenTheStatusSaysThatNoPodIsLeft() {
    status(1, "replicas: 3, updatedReplicas: 3, availableReplicas: 3", "");
    assertThat(gone()).isFalse();
    fixture.edit("podinfo", target -> target.getSpec().setReplicas(0));
    assertThat(gone()).isFalse();
    status(2, "replicas: 1, updatedReplicas: 1", "");
    assertThat(gone()).isFalse();
    status(2, "replicas: 0", "");
    assertThat(gone()).isTrue();
  }

  private boolean gone() {
    return ((Present) workload.canary(Fixture.canary())).gone();
  }

  @Test
  void aThresholdIsRoundedDownButNeverToNoPod() {
    var half =
        Fixture.yaml(
            """
            apiVersion: flagger.app/v1beta1
            kind: Canary
            metadata: {name: podinfo, namespace: test, uid: "1"}
            spec:
              targetRef: {apiVersion: apps/v1, kind: Deployment, name: podinfo}
              analysis: {interval: 10s, threshold: 3, stepWeight: 20, canaryReadyThreshold: 50}
            """,
            dev.sluice.crds.Canary.class);
    status(1, "replicas: 3, updatedReplicas: 3, availableReplicas: 1", "");
    assertThat(canary(half)).isInstanceOf(Readiness.Ready.class);
    status(1, "replicas: 3, updatedReplicas: 3, availableReplicas: 0", "");
    assertThat(canary(half))
        .isEqualTo(
            new Readiness.NotReady(
                "canary deployment podinfo.test not ready: waiting for rollout to finish: 0 of 1 (readyThreshold 50%) updated replicas are available",
                true));
  }

  @Test
  void itsOwnProgressDeadlineIsFinal() {
    status(
        1,
        "replicas: 3, updatedReplicas: 3, availableReplicas: 0",
        "{type: Progressing, status: \"False\", reason: ProgressDeadlineExceeded}");
    assertThat(canary(Fixture.canary()))
        .isEqualTo(
            new Readiness.NotReady(
                "canary deployment podinfo.test not ready: deployment \"podinfo\" exceeded its progress deadline",
                false));
  }

  @ParameterizedTest
  @CsvSource({"2026-01-01T00:50:00Z, true", "2026-01-01T00:49:59Z, false"})
  void tooFewPodsAreWaitedForUntilTheCanarysDeadline(String since, boolean retriable) {
    status(
        1,
        "replicas: 3, updatedReplicas: 3, availableReplicas: 0",
        """
        {type: Progressing, status: "True", reason: ReplicaSetUpdated}, \
        {type: Available, status: "False", reason: MinimumReplicasUnavailable, lastUpdateTime: "%s"}\
        """
            .formatted(since));
    assertThat(canary(Fixture.canary()))
        .isInstanceOfSatisfying(
            Readiness.NotReady.class, state -> assertThat(state.retriable()).isEqualTo(retriable));
  }

  @Test
  void thePrimaryIsNamedWithoutItsKind() {
    workload.ensurePrimary(Fixture.canary(), workload.revision(Fixture.canary()).id());
    assertThat(((Present) workload.primary(Fixture.canary())).readiness())
        .isInstanceOfSatisfying(
            Readiness.NotReady.class,
            state -> assertThat(state.message()).startsWith("podinfo-primary.test not ready: "));
  }

  private Readiness canary(dev.sluice.crds.Canary canary) {
    return ((Present) workload.canary(canary)).readiness();
  }

  private void status(long observed, String fields, String conditions) {
    var status =
        Fixture.yaml(
            "{observedGeneration: %d, %s, conditions: [%s]}"
                .formatted(observed, fields, conditions),
            DeploymentStatus.class);
    fixture.cluster.edit(Deployment.class, Fixture.NS, "podinfo", d -> d.setStatus(status));
  }
}
