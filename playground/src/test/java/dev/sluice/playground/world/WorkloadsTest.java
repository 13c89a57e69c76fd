package dev.sluice.playground.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.playground.world.load.LoadOptions;
import dev.sluice.playground.world.load.LoadReport;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Deployments, DaemonSets, Jobs and what belongs to them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WorkloadsTest {
  private final WorldFixture cluster = new WorldFixture();

  @BeforeAll
  void warmUp() {
    WorldFixture.until(() -> cluster.client().nodes().withName("playground").get() != null);
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  @Test
  void aDeploymentBecomesAvailable() {
    String namespace = cluster.namespace();
    cluster.app(namespace, "podinfo", "sluice.dev/demo:1.0.0", 2);
    cluster.awaitRolledOut(namespace, "podinfo");

    Deployment deployment = cluster.deployment(namespace, "podinfo");
    assertThat(deployment.getStatus().getReadyReplicas()).isEqualTo(2);
    assertThat(condition(deployment, "Available").getReason())
        .isEqualTo("MinimumReplicasAvailable");
    assertThat(condition(deployment, "Progressing").getReason())
        .isEqualTo("NewReplicaSetAvailable");
    Pod pod = cluster.pods(namespace, "podinfo").getFirst();
    assertThat(pod.getSpec().getNodeName()).isEqualTo("playground");
    assertThat(pod.getStatus().getPhase()).isEqualTo("Running");
    assertThat(pod.getMetadata().getLabels()).containsKey("pod-template-hash");
    LoadReport report = cluster.ask(cluster.world().services(), "podinfo." + namespace, 20);
    assertThat(report.failures()).isZero();
    assertThat(report.version("1.0.0").requests()).isEqualTo(report.requests());
  }

  @Test
  void aRollingUpdateLosesNoRequest() {
    String namespace = cluster.namespace();
    cluster.app(namespace, "podinfo", "sluice.dev/demo:1.0.0", 3);
    cluster.awaitRolledOut(namespace, "podinfo");

    LoadReport report;
    try (var load =
        cluster
            .world()
            .load(LoadOptions.of(cluster.world().services(), "podinfo." + namespace, 50))) {
      WorldFixture.until(() -> load.report().version("1.0.0").requests() > 50);
      cluster.setImage(namespace, "podinfo", "sluice.dev/demo:2.0.0");
      cluster.awaitRolledOut(namespace, "podinfo");
      long before = load.report().version("2.0.0").requests();
      WorldFixture.until(() -> load.report().version("2.0.0").requests() > before + 50);
      report = load.report();
    }
    assertThat(report.failures()).as("failures in %s", report).isZero();
    WorldFixture.untilAsserted(() -> assertThat(cluster.pods(namespace, "podinfo")).hasSize(3));
    List<ReplicaSet> sets =
        cluster.client().apps().replicaSets().inNamespace(namespace).list().getItems();
    assertThat(sets).extracting(set -> set.getSpec().getReplicas()).containsExactlyInAnyOrder(0, 3);
  }

  @Test
  void aVersionThatDoesNotBecomeReadyReplacesNobodyAndTimesOut() {
    String namespace = cluster.namespace();
    cluster.app(namespace, "podinfo", "sluice.dev/demo:1.0.0", 2);
    cluster.awaitRolledOut(namespace, "podinfo");
    cluster.edit(
        namespace,
        "podinfo",
        deployment -> {
          deployment.getSpec().setProgressDeadlineSeconds(3);
          return deployment;
        });
    cluster.setImage(namespace, "podinfo", "sluice.dev/demo:2.0.0-notready");
    WorldFixture.untilAsserted(
        () -> {
          DeploymentCondition progressing =
              condition(cluster.deployment(namespace, "podinfo"), "Progressing");
          assertThat(progressing.getReason()).isEqualTo("ProgressDeadlineExceeded");
          assertThat(progressing.getStatus()).isEqualTo("False");
        });
    LoadReport report = cluster.ask(cluster.world().services(), "podinfo." + namespace, 100);
    assertThat(report.failures()).isZero();
    assertThat(report.versions()).containsOnlyKeys("1.0.0");
    assertThat(cluster.deployment(namespace, "podinfo").getStatus().getAvailableReplicas())
        .isEqualTo(2);
  }

  @Test
  void aDeploymentIsScaledToZeroAndBack() {
    String namespace = cluster.namespace();
    cluster.app(namespace, "podinfo", "sluice.dev/demo:1.0.0", 2);
    cluster.awaitRolledOut(namespace, "podinfo");
    cluster.client().apps().deployments().inNamespace(namespace).withName("podinfo").scale(0);
    WorldFixture.untilAsserted(() -> assertThat(cluster.pods(namespace, "podinfo")).isEmpty());
    cluster.awaitRolledOut(namespace, "podinfo");
    LoadReport nobody = cluster.ask(cluster.world().services(), "podinfo." + namespace, 5);
    assertThat(nobody.failures()).isEqualTo(nobody.requests());
    cluster.client().apps().deployments().inNamespace(namespace).withName("podinfo").scale(1);
    cluster.awaitRolledOut(namespace, "podinfo");
  }

  @Test
  void anUnknownImageIsNotPulled() {
    String namespace = cluster.namespace();
    cluster.app(namespace, "podinfo", "sluice.dev/demo:does-not-exist", 1);
    WorldFixture.untilAsserted(() -> assertThat(waiting(namespace)).isEqualTo("ImagePullBackOff"));
  }

  @Test
  void aCrashingProgramIsStartedAgainLaterAndLater() {
    String namespace = cluster.namespace();
    cluster.app(namespace, "podinfo", "sluice.dev/demo:1.0.0-crash", 1);
    WorldFixture.untilAsserted(() -> assertThat(waiting(namespace)).isEqualTo("CrashLoopBackOff"));
    WorldFixture.untilAsserted(
        () ->
            assertThat(
                    cluster
                        .pods(namespace, "podinfo")
                        .getFirst()
                        .getStatus()
                        .getContainerStatuses()
                        .getFirst()
                        .getRestartCount())
                .isGreaterThanOrEqualTo(2));
  }

  private String waiting(String namespace) {
    return cluster.pods(namespace, "podinfo").stream()
        .filter(pod -> pod.getStatus() != null)
        .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
        .map(status -> status.getState().getWaiting())
        .filter(Objects::nonNull)
        .map(waiting -> waiting.getReason())
        .findFirst()
        .orElse("");
  }

  @Test
  void configReachesTheProgram() {
    String namespace = cluster.namespace();
    cluster.create(
        namespace,
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}
        data: {VERSION: from-file}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: solo, labels: {app: solo}}
        spec:
          containers:
            - name: app
              image: sluice.dev/demo:1.0.0
              ports: [{containerPort: 8080}]
              env: [{name: LATENCY, valueFrom: {configMapKeyRef: {name: later, key: latency}}}]
              volumeMounts: [{name: config, mountPath: /etc/demo}]
          volumes: [{name: config, configMap: {name: settings}}]
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: solo}
        spec: {selector: {app: solo}, ports: [{port: 80, targetPort: 8080}]}
        """);
    WorldFixture.untilAsserted(
        () ->
            assertThat(
                    cluster
                        .pods(namespace, "solo")
                        .getFirst()
                        .getStatus()
                        .getContainerStatuses()
                        .getFirst()
                        .getState()
                        .getWaiting()
                        .getReason())
                .isEqualTo("CreateContainerConfigError"));
    cluster.create(
        namespace,
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: later}
        data: {latency: 1ms}
        """);
    WorldFixture.untilAsserted(
        () ->
            assertThat(cluster.ask(cluster.world().services(), "solo." + namespace, 1).versions())
                .containsKey("from-file"));
    cluster
        .client()
        .configMaps()
        .inNamespace(namespace)
        .withName("settings")
        .edit(
            map -> {
              map.setData(Map.of("VERSION", "changed"));
              return map;
            });
    WorldFixture.untilAsserted(
        () ->
            assertThat(cluster.ask(cluster.world().services(), "solo." + namespace, 1).versions())
                .containsKey("changed"));
  }

  @Test
  void aDaemonSetLeavesANodeThatLacksItsLabel() {
    String namespace = cluster.namespace();
    cluster.create(
        namespace,
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: agent}
        spec:
          selector: {matchLabels: {app: agent}}
          template:
            metadata: {labels: {app: agent}}
            spec: {containers: [{name: app, image: sluice.dev/demo:1.0.0}]}
        """);
    var agent = cluster.client().apps().daemonSets().inNamespace(namespace).withName("agent");
    WorldFixture.until(
        () ->
            agent.get().getStatus() != null
                && WorldFixture.number(agent.get().getStatus().getNumberReady()) == 1);
    WorldFixture.until(
        () -> {
          agent.edit(
              set -> {
                set.getSpec()
                    .getTemplate()
                    .getSpec()
                    .setNodeSelector(Map.of("flagger.app/scale-to-zero", "true"));
                return set;
              });
          return true;
        });
    WorldFixture.until(
        () ->
            cluster.pods(namespace, "agent").isEmpty()
                && agent.get().getStatus().getDesiredNumberScheduled() == 0);
    WorldFixture.until(
        () -> {
          agent.edit(
              set -> {
                set.getSpec().getTemplate().getSpec().setNodeSelector(Map.of());
                return set;
              });
          return true;
        });
    WorldFixture.until(() -> agent.get().getStatus().getNumberAvailable() == 1);
  }

  @Test
  void aJobRunsToItsEnd() {
    String namespace = cluster.namespace();
    cluster.create(
        namespace,
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: once}
        spec:
          completions: 2
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: app
                  image: sluice.dev/demo:1.0.0
                  env: [{name: EXIT_AFTER, value: 10ms}]
        """);
    var job = cluster.client().batch().v1().jobs().inNamespace(namespace).withName("once");
    WorldFixture.until(
        () ->
            job.get().getStatus() != null
                && job.get().getStatus().getConditions().stream()
                    .anyMatch(c -> c.getType().equals("Complete")));
    assertThat(job.get().getStatus().getSucceeded()).isEqualTo(2);
  }

  @Test
  void anAutoscalerFollowsTheLoadWithinItsBounds() {
    String namespace = cluster.namespace();
    cluster.app(namespace, "podinfo", "sluice.dev/demo:1.0.0", 1);
    cluster.create(
        namespace,
        """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: podinfo}
        spec:
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: podinfo}
          minReplicas: 2
          maxReplicas: 4
          behavior: {scaleDown: {stabilizationWindowSeconds: 0}}
          metrics:
            - type: Resource
              resource: {name: cpu, target: {type: AverageValue, averageValue: 100m}}
        """);
    WorldFixture.until(() -> cluster.deployment(namespace, "podinfo").getSpec().getReplicas() == 2);
    cluster.awaitRolledOut(namespace, "podinfo");
    try (var load =
        cluster
            .world()
            .load(LoadOptions.of(cluster.world().services(), "podinfo." + namespace, 80))) {
      WorldFixture.until(
          () -> cluster.deployment(namespace, "podinfo").getSpec().getReplicas() == 4);
      assertThat(load.report().requests()).isPositive();
    }
    WorldFixture.until(() -> cluster.deployment(namespace, "podinfo").getSpec().getReplicas() == 2);
    cluster.client().apps().deployments().inNamespace(namespace).withName("podinfo").scale(0);
    var autoscaler =
        cluster
            .client()
            .autoscaling()
            .v2()
            .horizontalPodAutoscalers()
            .inNamespace(namespace)
            .withName("podinfo");
    WorldFixture.until(
        () ->
            autoscaler.get().getStatus().getConditions().stream()
                .anyMatch(c -> "ScalingDisabled".equals(c.getReason())));
    assertThat(cluster.deployment(namespace, "podinfo").getSpec().getReplicas()).isZero();
  }

  @Test
  void aBudgetSaysHowManyPodsMayGo() {
    String namespace = cluster.namespace();
    cluster.app(namespace, "podinfo", "sluice.dev/demo:1.0.0", 3);
    cluster.create(
        namespace,
        """
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: podinfo}
        spec: {minAvailable: 2, selector: {matchLabels: {app: podinfo}}}
        """);
    var budget =
        cluster
            .client()
            .policy()
            .v1()
            .podDisruptionBudget()
            .inNamespace(namespace)
            .withName("podinfo");
    WorldFixture.untilAsserted(
        () -> {
          var status = budget.get().getStatus();
          assertThat(status).isNotNull();
          assertThat(status.getCurrentHealthy()).isEqualTo(3);
          assertThat(status.getDisruptionsAllowed()).isEqualTo(1);
        });
  }

  @Test
  void whatIsDeletedTakesItsPodsWithIt() {
    String namespace = cluster.namespace();
    cluster.app(namespace, "podinfo", "sluice.dev/demo:1.0.0", 2);
    cluster.awaitRolledOut(namespace, "podinfo");
    cluster.client().apps().deployments().inNamespace(namespace).withName("podinfo").delete();
    WorldFixture.until(() -> cluster.pods(namespace, "podinfo").isEmpty());
    cluster.client().namespaces().withName(namespace).delete();
    WorldFixture.until(() -> cluster.client().namespaces().withName(namespace).get() == null);
  }

  private static DeploymentCondition condition(Deployment deployment, String type) {
    return deployment.getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals(type))
        .findFirst()
        .orElseThrow();
  }
}
