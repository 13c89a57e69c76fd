package dev.sluice.operator.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.KubernetesCluster;
import dev.sluice.operator.kube.RequestLog;
import dev.sluice.rollout.Workload.Absent;
import dev.sluice.rollout.Workload.Present;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Deployment as the target, on an API server that defaults, validates and merges. */
abstract class WorkloadOnServerContract {
  private final String namespace = "w" + UUID.randomUUID().toString().substring(0, 8);
  private final RequestLog log = new RequestLog();
  private KubernetesClient client;
  private KubernetesClient others;
  private KubernetesCluster cluster;
  private Workload workload;
  private Services services;
  private Canary canary;

  /** How the API server is reached. */
  abstract Config config();

  @BeforeEach
  void target() {
    others = new RequestLog().client(config());
    others
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
    others
        .load(Canary.class.getResourceAsStream("/META-INF/sluice/crds/canaries.flagger.app.yaml"))
        .serverSideApply();
    canary =
        Fixture.canary(
            """
            service: {port: 80, targetPort: http, portDiscovery: true}
            autoscalerRef: {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, name: podinfo}
            """);
    canary.getMetadata().setNamespace(namespace);
    canary.getMetadata().setUid(null);
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> others.resource(canary).serverSideApply() != null);
    canary.getMetadata().setUid(others.resource(canary).get().getMetadata().getUid());
    var fixture = new Fixture();
    fixture.target();
    fixture.autoscaler(2, 6);
    put(fixture.deployment("podinfo"));
    put(fixture.cluster.get(HorizontalPodAutoscaler.class, "test", "podinfo").orElseThrow());
    for (var name : new String[] {"init-env", "env", "volume", "shared"}) {
      put(
          new ConfigMapBuilder()
              .withNewMetadata()
              .withName(name)
              .endMetadata()
              .addToData("key", name)
              .build());
    }
    put(
        new SecretBuilder()
            .withNewMetadata()
            .withName("token")
            .endMetadata()
            .addToData("b", "YQ==")
            .build());
    put(
        new SecretBuilder()
            .withNewMetadata()
            .withName("registry")
            .endMetadata()
            .addToData("x", "YQ==")
            .build());
    put(
        Fixture.yaml(
            """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: {name: podinfo}
            spec: {maxUnavailable: 1, selector: {matchLabels: {app: podinfo}}}
            """,
            PodDisruptionBudget.class));
    client = log.client(config());
    cluster = new KubernetesCluster(client, namespace, Clock.systemUTC());
    workload = new DeploymentWorkload(cluster, WorkloadOptions.DEFAULT, Clock.systemUTC());
    services = new Services(cluster);
  }

  @AfterEach
  void disconnect() {
    cluster.close();
    client.close();
    others.namespaces().withName(namespace).delete();
    others.close();
  }

  @Test
  void writesEverythingOnceAndPromotesInFewRequests() {
    initialise();
    log.clear();
    initialise();
    assertThat(log.requests()).as("nothing has changed").isEmpty();

    image("podinfo:2");
    log.clear();
    workload.copyTemplate(canary, revision());
    assertThat(primary().revision()).isEqualTo(revision());
    workload.keepLastGood(canary, revision(), null);
    assertThat(log.requests()).as("size, template, and what is kept").hasSizeLessThanOrEqualTo(3);
    log.clear();
    initialise();
    assertThat(log.requests()).isEmpty();
  }

  @Test
  void goesBackToTheLastGoodRevision() {
    initialise();
    var good = revision();
    image("podinfo:bad");
    workload.copyTemplate(canary, revision());
    assertThat(primary().revision()).isEqualTo(revision());
    workload.restoreLastGood(canary, good);

    assertThat(primary().revision()).isEqualTo(good);
    assertThat(
            deployment("podinfo-primary")
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getImage())
        .isEqualTo("ghcr.io/stefanprodan/podinfo:6.0.0");
  }

  @Test
  void makesAndRemovesABaselineInFewRequests() {
    initialise();
    var good = revision();
    image("podinfo:2");
    log.clear();
    baseline(good, "next.1", 2);
    assertThat(log.requests()).as("Deployment and Service").hasSizeLessThanOrEqualTo(3);
    assertThat(deployment("podinfo-baseline").getSpec().getReplicas()).isEqualTo(2);
    assertThat(((Present) workload.baseline(canary)).revision()).isEqualTo("next.1");
    log.clear();
    baseline(good, "next.1", 2);
    assertThat(log.requests()).as("nothing has changed").isEmpty();

    workload.removeBaseline(canary);
    services.removeBaseline(canary);
    assertThat(log.requests()).hasSize(2);
    assertThat(workload.baseline(canary)).isInstanceOf(Absent.class);
  }

  private void baseline(String revision, String rollout, int pods) {
    workload.ensureBaseline(canary, revision, rollout, pods);
    services.ensureBaseline(canary, workload.exposure(canary));
  }

  private void initialise() {
    workload.ensurePrimary(canary, revision());
    workload.keepLastGood(canary, revision(), null);
    workload.ensureCompanions(canary);
    services.ensureCopies(canary, workload.exposure(canary));
    services.ensureApex(canary, workload.exposure(canary));
    assertThat(primary().revision()).isEqualTo(revision());
  }

  private void image(String image) {
    var before = revision();
    others
        .apps()
        .deployments()
        .inNamespace(namespace)
        .withName("podinfo")
        .edit(
            target ->
                target
                    .edit()
                    .editSpec()
                    .editTemplate()
                    .editSpec()
                    .editFirstContainer()
                    .withImage(image)
                    .endContainer()
                    .endSpec()
                    .endTemplate()
                    .endSpec()
                    .build());
    await().atMost(Duration.ofSeconds(30)).until(() -> !revision().equals(before));
  }

  private Deployment deployment(String name) {
    return cluster.get(Deployment.class, namespace, name).orElseThrow();
  }

  private Present primary() {
    return (Present) workload.primary(canary);
  }

  private String revision() {
    return workload.revision(canary).id();
  }

  private void put(HasMetadata object) {
    var metadata = object.getMetadata();
    metadata.setNamespace(namespace);
    metadata.setManagedFields(null);
    metadata.setResourceVersion(null);
    metadata.setUid(null);
    others.resource(object).create();
  }
}
