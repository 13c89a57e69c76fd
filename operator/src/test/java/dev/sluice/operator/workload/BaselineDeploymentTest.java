package dev.sluice.operator.workload;

import static dev.sluice.operator.workload.Fixture.NS;
import static dev.sluice.operator.workload.Fixture.PRIMARY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.FakeCluster.Verb;
import dev.sluice.operator.kube.FakeCluster.Write;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.rollout.Readiness;
import dev.sluice.rollout.Workload.Absent;
import dev.sluice.rollout.Workload.Present;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BaselineDeploymentTest {
  private static final String BASELINE = "podinfo-baseline";

  private final Fixture fixture = new Fixture();
  private final Workload workload =
      new DeploymentWorkload(fixture.cluster, WorkloadOptions.DEFAULT, Clock.systemUTC());
  private final Services services = new Services(fixture.cluster);
  private final Canary canary = Fixture.canary();
  private String promoted = "";

  @BeforeEach
  void promoteAndShipTheNext() {
    fixture.target();
    promoted = workload.revision(canary).id();
    workload.ensurePrimary(canary, promoted);
    workload.keepLastGood(canary, promoted, null);
    fixture.image("podinfo", "podinfo:next");
    fixture.config("env", Map.of("key", "next"));
    fixture.cluster.forgetWrites();
  }

  @Test
  void isThePromotedRevisionOnPodsOfItsOwn() {
    ensure("next.1", 2);

    var baseline = fixture.deployment(BASELINE);
    assertThat(fixture.image(BASELINE)).isEqualTo("ghcr.io/stefanprodan/podinfo:6.0.0");
    assertThat(baseline.getSpec().getReplicas()).isEqualTo(2);
    assertThat(baseline.getSpec().getMinReadySeconds()).isEqualTo(5);
    assertThat(baseline.getSpec().getSelector().getMatchLabels())
        .isEqualTo(Map.of("app", BASELINE));
    assertThat(baseline.getSpec().getTemplate().getMetadata().getLabels())
        .isEqualTo(Map.of("app", BASELINE, "tier", "web"));
    assertThat(baseline.getMetadata().getOwnerReferences())
        .extracting(OwnerReference::getKind, OwnerReference::getName, OwnerReference::getController)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("Canary", "podinfo", true));
    var pod = baseline.getSpec().getTemplate().getSpec();
    assertThat(
            pod.getAffinity()
                .getPodAntiAffinity()
                .getRequiredDuringSchedulingIgnoredDuringExecution()
                .getFirst()
                .getLabelSelector()
                .getMatchLabels())
        .isEqualTo(Map.of("app", BASELINE, "tier", "web"));
    assertThat(pod.getTopologySpreadConstraints().getFirst().getLabelSelector().getMatchLabels())
        .isEqualTo(Map.of("app", BASELINE));
  }

  @Test
  void readsTheConfigsOfThePromotedRevisionAlsoWhenThePrimaryGetsOthers() {
    ensure("next.1", 1);
    workload.copyTemplate(canary, workload.revision(canary).id());

    assertThat(config("env-primary").getData()).isEqualTo(Map.of("key", "next"));
    assertThat(config(read("A")).getData()).isEqualTo(Map.of("key", "env"));
    assertThat(read("C")).as("not tracked").isEqualTo("absent");
    assertThat(
            fixture
                .deployment(BASELINE)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getVolumes()
                .get(2)
                .getConfigMap()
                .getName())
        .isEqualTo("shared");
  }

  @Test
  void isOneRequestAndTheSecondTimeNone() {
    ensure("next.1", 2);
    assertThat(fixture.cluster.writes())
        .containsExactly(new Write(Verb.APPLY, "Deployment", NS, BASELINE));
    fixture.cluster.forgetWrites();
    ensure("next.1", 2);

    assertThat(fixture.cluster.writes()).isEmpty();
  }

  @Test
  void followsInSizeWithoutNewPodsAndGetsNewPodsForAnotherRollout() {
    ensure("next.1", 2);
    var pods = template();
    ensure("next.1", 5);
    assertThat(fixture.deployment(BASELINE).getSpec().getReplicas()).isEqualTo(5);
    assertThat(template()).isEqualTo(pods);

    ensure("next.2", 5);
    assertThat(template()).isNotEqualTo(pods);
    assertThat(seen().revision()).isEqualTo("next.2");
  }

  @Test
  void isSeenAtItsRolloutUntilSomebodyEditsItsTemplate() {
    assertThat(workload.baseline(canary)).isInstanceOf(Absent.class);
    ensure("next.1", 2);
    assertThat(seen().revision()).isEqualTo("next.1");
    assertThat(seen().replicas()).isEqualTo(2);

    fixture.image(BASELINE, "podinfo:edited");
    assertThat(seen().revision()).isEqualTo(Workload.EDITED);
    ensure("next.1", 2);
    assertThat(seen().revision()).isEqualTo("next.1");
    assertThat(fixture.image(BASELINE)).isEqualTo("ghcr.io/stefanprodan/podinfo:6.0.0");
  }

  @Test
  void whatAWebhookChangesIsNoEdit() {
    ensure("next.1", 2);
    fixture.edit(
        BASELINE,
        baseline ->
            baseline
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getEnv()
                .add(new EnvVarBuilder().withName("INJECTED").withValue("1").build()));
    ensure("next.2", 2);

    assertThat(seen().revision()).isEqualTo("next.2");
  }

  @Test
  void isReadyWithAllItsPodsAndNamedWhileItIsNot() {
    ensure("next.1", 2);
    assertThat(seen().readiness())
        .isEqualTo(
            new Readiness.NotReady(
                "podinfo-baseline.test not ready: waiting for rollout to finish: observed"
                    + " deployment generation less than desired generation",
                true));
    fixture.edit(
        BASELINE,
        baseline ->
            baseline.setStatus(
                new DeploymentStatusBuilder()
                    .withObservedGeneration(baseline.getMetadata().getGeneration())
                    .withReplicas(2)
                    .withUpdatedReplicas(2)
                    .withAvailableReplicas(2)
                    .build()));

    assertThat(seen().ready()).isTrue();
  }

  @Test
  void hasAServiceWhileItIsThere() {
    ensure("next.1", 2);
    services.ensureBaseline(canary, workload.exposure(canary));

    var service = fixture.cluster.get(Service.class, NS, BASELINE).orElseThrow();
    assertThat(service.getSpec().getSelector()).isEqualTo(Map.of("app", BASELINE));
    assertThat(service.getSpec().getPorts().getFirst().getPort()).isEqualTo(9898);

    services.removeBaseline(canary);
    workload.removeBaseline(canary);
    services.removeBaseline(canary);
    workload.removeBaseline(canary);
    assertThat(fixture.cluster.get(Service.class, NS, BASELINE)).isEmpty();
    assertThat(workload.baseline(canary)).isInstanceOf(Absent.class);
  }

  @Test
  void whatOnlyHappensToHaveItsNameIsNeitherTakenNorDeleted() {
    fixture.cluster.put(
        new DeploymentBuilder(fixture.deployment(PRIMARY))
            .editMetadata()
            .withName(BASELINE)
            .withOwnerReferences()
            .endMetadata()
            .build());
    fixture.cluster.put(
        Fixture.yaml(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: podinfo-baseline, namespace: test}
            spec: {selector: {app: other}, ports: [{port: 80}]}
            """,
            Service.class));

    assertThat(workload.baseline(canary)).isInstanceOf(Absent.class);
    assertThatThrownBy(() -> ensure("next.1", 2))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> assertThat(problem.reason()).isEqualTo("BaselineNotOurs"));
    assertThatThrownBy(() -> services.ensureBaseline(canary, workload.exposure(canary)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("Service podinfo-baseline.test");
    workload.removeBaseline(canary);
    services.removeBaseline(canary);

    assertThat(fixture.cluster.get(Deployment.class, NS, BASELINE)).isPresent();
    assertThat(fixture.cluster.get(Service.class, NS, BASELINE)).isPresent();
  }

  @Test
  void aRevisionOrConfigThatIsNotKeptAnyMoreIsNamed() {
    assertThatThrownBy(() -> workload.ensureBaseline(canary, "0123456789abcdef", "next.1", 1))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("0123456789abcdef of podinfo-primary is not stored any more");

    fixture.cluster.list(ConfigMap.class, NS).stream()
        .map(config -> config.getMetadata().getName())
        .filter(name -> name.startsWith("env-primary-"))
        .forEach(name -> fixture.cluster.remove(ConfigMap.class, NS, name));
    ensure("next.1", 1);
    assertThat(config(read("A")).getData()).isEqualTo(Map.of("key", "env"));

    fixture.cluster.remove(ConfigMap.class, NS, read("A"));
    fixture.config("env-primary", Map.of("key", "edited"));
    assertThatThrownBy(() -> ensure("next.2", 1))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("ConfigMap env-primary.test does not have the content any more");
  }

  private void ensure(String rollout, int pods) {
    workload.ensureBaseline(canary, promoted, rollout, pods);
  }

  private Present seen() {
    return (Present) workload.baseline(canary);
  }

  private String template() {
    return Fingerprint.template(fixture.deployment(BASELINE).getSpec().getTemplate());
  }

  private String read(String variable) {
    return fixture
        .deployment(BASELINE)
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .getFirst()
        .getEnv()
        .stream()
        .filter(env -> env.getName().equals(variable))
        .findAny()
        .orElseThrow()
        .getValueFrom()
        .getConfigMapKeyRef()
        .getName();
  }

  private ConfigMap config(String name) {
    return fixture.cluster.get(ConfigMap.class, NS, name).orElseThrow();
  }
}
