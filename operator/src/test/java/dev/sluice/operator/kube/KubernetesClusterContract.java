package dev.sluice.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.crds.Canary;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link KubernetesCluster} promises, on an API server. Each test has a namespace. */
abstract class KubernetesClusterContract {
  private static final ResourceID CANARY = new ResourceID("podinfo", "test");

  private final RequestLog log = new RequestLog();
  private final String namespace = "t" + UUID.randomUUID().toString().substring(0, 8);
  private KubernetesClient others;
  private KubernetesClient client;
  private KubernetesCluster cluster;

  /** How the API server is reached. */
  abstract Config config();

  @BeforeEach
  void connect() {
    others = new RequestLog().client(config());
    others
        .namespaces()
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
    client = log.client(config());
    cluster = new KubernetesCluster(client, null, Clock.systemUTC());
  }

  @AfterEach
  void disconnect() {
    cluster.close();
    client.close();
    others.namespaces().withName(namespace).delete();
    others.close();
  }

  @Test
  void readsItsOwnWritesAtOnce() {
    for (int i = 0; i < 20; i++) {
      cluster.apply(config("app", Map.of("n", String.valueOf(i))));
      assertThat(cluster.get(ConfigMap.class, namespace, "app").orElseThrow().getData())
          .containsEntry("n", String.valueOf(i));
      assertThat(cluster.list(ConfigMap.class, namespace))
          .filteredOn(map -> map.getMetadata().getName().equals("app"))
          .singleElement()
          .extracting(ConfigMap::getData)
          .isEqualTo(Map.of("n", String.valueOf(i)));
    }
    cluster.delete(ConfigMap.class, namespace, "app");
    assertThat(cluster.get(ConfigMap.class, namespace, "app")).isEmpty();
  }

  @Test
  void seesWhatOthersWriteAfterItsOwnWrite() {
    cluster.apply(config("app", Map.of("n", "1")));
    others
        .configMaps()
        .inNamespace(namespace)
        .withName("app")
        .edit(map -> map.edit().addToData("n", "2").build());

    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                cluster
                    .get(ConfigMap.class, namespace, "app")
                    .orElseThrow()
                    .getData()
                    .equals(Map.of("n", "2")));
    others.configMaps().inNamespace(namespace).withName("app").delete();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> cluster.get(ConfigMap.class, namespace, "app").isEmpty());
  }

  @Test
  void sendsNothingWhenNothingWouldChange() {
    cluster.apply(deployment("app:1").build());
    cluster.apply(service(8080).build());
    cluster.list(ConfigMap.class, namespace);
    caughtUp();
    log.clear();

    cluster.apply(deployment("app:1").build());
    cluster.apply(service(8080).build());
    cluster.scale(Deployment.class, namespace, "app", 1);
    cluster.delete(ConfigMap.class, namespace, "none");

    assertThat(log.requests()).isEmpty();
  }

  @Test
  void sendsNothingAfterARestartEither() {
    cluster.apply(deployment("app:1").build());
    cluster.apply(service(8080).build());

    try (var restarted = new KubernetesCluster(client, null, Clock.systemUTC())) {
      restarted.get(Deployment.class, namespace, "app");
      restarted.get(Service.class, namespace, "app");
      log.clear();
      restarted.apply(deployment("app:1").build());
      restarted.apply(service(8080).build());
    }

    assertThat(log.requests()).isEmpty();
  }

  @Test
  void sendsAChangeOnceThoughTheServerWritesItInItsOwnWay() {
    var wanted =
        deployment("app:1")
            .editSpec()
            .editTemplate()
            .editSpec()
            .editFirstContainer()
            .withNewResources()
            .withRequests(Map.of("cpu", new Quantity("1000m")))
            .endResources()
            .endContainer()
            .endSpec()
            .endTemplate()
            .endSpec()
            .build();
    cluster.apply(wanted);
    log.clear();
    cluster.apply(wanted);
    caughtUp();
    cluster.apply(wanted);

    assertThat(log.requests()).isEmpty();
  }

  @Test
  void givesUpWhatItLeavesOutAndTakesBackWhatOthersChange() {
    cluster.apply(config("app", Map.of("a", "1", "b", "2")));
    others
        .configMaps()
        .inNamespace(namespace)
        .withName("app")
        .edit(map -> map.edit().addToData("a", "edited").addToData("theirs", "3").build());
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                cluster
                    .get(ConfigMap.class, namespace, "app")
                    .orElseThrow()
                    .getData()
                    .containsKey("theirs"));

    var result = cluster.apply(config("app", Map.of("a", "1")));

    assertThat(result.getData()).isEqualTo(Map.of("a", "1", "theirs", "3"));
  }

  @Test
  void scalesInOneRequestAndDoesNotTrustTheOldStatus() {
    cluster.apply(deployment("app:1").build());
    caughtUp();
    var before = cluster.get(Deployment.class, namespace, "app").orElseThrow();
    log.clear();

    cluster.scale(Deployment.class, namespace, "app", 3);

    assertThat(log.requests())
        .containsExactly(
            "PUT /apis/apps/v1/namespaces/%s/deployments/app/scale".formatted(namespace));
    var now = cluster.get(Deployment.class, namespace, "app").orElseThrow();
    assertThat(now.getSpec().getReplicas()).isEqualTo(3);
    assertThat(now.getMetadata().getGeneration())
        .isGreaterThan(before.getMetadata().getGeneration());
  }

  @Test
  void tellsWhoHasSetTheSize() {
    others.resource(deployment("app:1").editSpec().withReplicas(5).endSpec().build()).create();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> cluster.get(Deployment.class, namespace, "app").isPresent());
    assertThat(ownersOfTheSize()).isNotEmpty().doesNotContain("sluice");

    cluster.scale(Deployment.class, namespace, "app", 1);
    assertThat(ownersOfTheSize()).isSubsetOf("sluice");
    caughtUp();
    assertThat(ownersOfTheSize()).isSubsetOf("sluice");
  }

  @Test
  void anApplyWithoutReplicasLeavesTheScaleAlone() {
    cluster.apply(deployment("app:1").build());
    cluster.scale(Deployment.class, namespace, "app", 3);
    var result = cluster.apply(deployment("app:2").build());

    assertThat(result.getSpec().getReplicas()).isEqualTo(3);
  }

  @Test
  void createsOnce() {
    assertThat(cluster.create(config("once", Map.of("a", "1")))).isTrue();
    assertThat(cluster.create(config("once", Map.of("a", "2")))).isFalse();
    assertThat(others.configMaps().inNamespace(namespace).withName("once").get().getData())
        .containsEntry("a", "1");
  }

  @Test
  void tellsWhoseReadsHaveChanged() {
    Set<ResourceID> told = ConcurrentHashMap.newKeySet();
    cluster.onChange(told::add);
    cluster.watching(CANARY, () -> cluster.get(ConfigMap.class, namespace, "app"));
    cluster.watching(
        new ResourceID("other", "test"), () -> cluster.get(ConfigMap.class, namespace, "x"));
    told.clear();

    others.resource(config("app", Map.of("a", "1"))).create();

    await().atMost(Duration.ofSeconds(20)).until(() -> told.contains(CANARY));
    assertThat(told).containsExactly(CANARY);
  }

  @Test
  void forgetsWhatTheNextReconcileDoesNotRead() {
    Set<ResourceID> told = ConcurrentHashMap.newKeySet();
    cluster.onChange(told::add);
    cluster.watching(CANARY, () -> cluster.get(ConfigMap.class, namespace, "app"));
    cluster.watching(CANARY, () -> cluster.list(Service.class, namespace));
    told.clear();

    others.resource(config("app", Map.of("a", "1"))).create();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> cluster.get(ConfigMap.class, namespace, "app").isPresent());
    assertThat(told).isEmpty();
    others.resource(service(80).build()).create();
    await().atMost(Duration.ofSeconds(20)).until(() -> told.contains(CANARY));
  }

  @Test
  void takesOverWhatFlaggerHasWrittenSoThatItCanBeRemoved() {
    OwnerReference owner = owner();
    others
        .resource(
            deployment("app:1")
                .editMetadata()
                .withOwnerReferences(owner)
                .endMetadata()
                .editSpec()
                .withReplicas(4)
                .editTemplate()
                .editSpec()
                .editFirstContainer()
                .addNewEnv()
                .withName("OLD")
                .withValue("1")
                .endEnv()
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build())
        .create();
    signAs("flagger");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                cluster
                    .get(Deployment.class, namespace, "app")
                    .orElseThrow()
                    .getMetadata()
                    .getManagedFields()
                    .stream()
                    .anyMatch(entry -> entry.getManager().equals("flagger")));

    var wanted =
        deployment("app:2").editMetadata().withOwnerReferences(owner).endMetadata().build();
    var result = cluster.apply(wanted);

    assertThat(result.getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv())
        .isEmpty();
    assertThat(result.getSpec().getReplicas()).isEqualTo(4);
    caughtUp();
    log.clear();
    cluster.apply(wanted);
    assertThat(log.requests()).isEmpty();
  }

  @Test
  void removesWhatSomebodyAddedToThePodTemplateOfAPrimary() {
    var wanted =
        deployment("app:1").editMetadata().withOwnerReferences(owner()).endMetadata().build();
    cluster.apply(wanted);
    others
        .apps()
        .deployments()
        .inNamespace(namespace)
        .withName("app")
        .edit(
            deployment ->
                deployment
                    .edit()
                    .editSpec()
                    .editTemplate()
                    .editSpec()
                    .editFirstContainer()
                    .addNewEnv()
                    .withName("ADDED")
                    .withValue("1")
                    .endEnv()
                    .endContainer()
                    .endSpec()
                    .endTemplate()
                    .endSpec()
                    .build());
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                !cluster
                    .get(Deployment.class, namespace, "app")
                    .orElseThrow()
                    .getSpec()
                    .getTemplate()
                    .getSpec()
                    .getContainers()
                    .getFirst()
                    .getEnv()
                    .isEmpty());

    var result = cluster.apply(wanted);

    assertThat(result.getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv())
        .isEmpty();
  }

  @Test
  void saysWhatTheServerDoesNotLike() {
    var bad = deployment("app:1").editSpec().editSelector().addToMatchLabels("x", "y");
    var wanted = bad.endSelector().endSpec().build();

    assertThatThrownBy(() -> cluster.apply(wanted))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> {
              assertThat(problem.reason()).isEqualTo("Invalid");
              assertThat(problem.explanation()).contains("app." + namespace).contains("selector");
              assertThat(problem.isRetriable()).isFalse();
            });
  }

  @Test
  void looksAtOneNamespaceIfTold() {
    others.resource(config("app", Map.of("a", "1"))).create();
    try (var restricted = new KubernetesCluster(client, namespace, Clock.systemUTC())) {
      assertThat(restricted.get(ConfigMap.class, namespace, "app")).isPresent();
      assertThatThrownBy(() -> restricted.get(ConfigMap.class, "default", "app"))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("--namespace");
    }
  }

  @Test
  void findsAKindWhenItsDefinitionComes() {
    Set<ResourceID> told = ConcurrentHashMap.newKeySet();
    cluster.onChange(told::add);
    assertThat(cluster.serves(Late.class)).isFalse();
    assertThat(
            cluster.<Boolean>watching(
                CANARY, () -> cluster.get(Late.class, namespace, "app").isPresent()))
        .isFalse();
    told.clear();

    others
        .resource(
            new CustomResourceDefinitionBuilder()
                .withNewMetadata()
                .withName("lates.sluice.test")
                .endMetadata()
                .withNewSpec()
                .withGroup("sluice.test")
                .withScope("Namespaced")
                .withNewNames()
                .withKind("Late")
                .withPlural("lates")
                .withSingular("late")
                .endNames()
                .addNewVersion()
                .withName("v1")
                .withServed(true)
                .withStorage(true)
                .withNewSchema()
                .withNewOpenAPIV3Schema()
                .withType("object")
                .endOpenAPIV3Schema()
                .endSchema()
                .endVersion()
                .endSpec()
                .build())
        .create();
    try {
      await().atMost(Duration.ofSeconds(20)).until(() -> told.contains(CANARY));
      await().atMost(Duration.ofSeconds(60)).until(() -> cluster.serves(Late.class));
      others.resource(Late.named(namespace, "app")).create();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> cluster.get(Late.class, namespace, "app").isPresent());
    } finally {
      others
          .apiextensions()
          .v1()
          .customResourceDefinitions()
          .withName("lates.sluice.test")
          .delete();
    }
  }

  /** A kind that no API server serves by itself. */
  @Group("sluice.test")
  @Version("v1")
  static final class Late extends CustomResource<Map<String, String>, Void> implements Namespaced {
    static Late named(String namespace, String name) {
      var late = new Late();
      late.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
      return late;
    }
  }

  /** Waits until no read comes from the overlay any more. */
  private void caughtUp() {
    for (var type : List.of(Deployment.class, Service.class)) {
      others
          .resources(type)
          .inNamespace(namespace)
          .list()
          .getItems()
          .forEach(
              server ->
                  await()
                      .atMost(Duration.ofSeconds(20))
                      .until(
                          () ->
                              cluster
                                  .get(type, namespace, server.getMetadata().getName())
                                  .orElseThrow()
                                  .getMetadata()
                                  .getResourceVersion()
                                  .equals(
                                      others
                                          .resource(server)
                                          .get()
                                          .getMetadata()
                                          .getResourceVersion())));
    }
  }

  private List<String> ownersOfTheSize() {
    return cluster
        .get(Deployment.class, namespace, "app")
        .orElseThrow()
        .getMetadata()
        .getManagedFields()
        .stream()
        .filter(
            entry ->
                entry.getFieldsV1().getAdditionalProperties().get("f:spec")
                        instanceof Map<?, ?> spec
                    && spec.containsKey("f:replicas"))
        .map(ManagedFieldsEntry::getManager)
        .toList();
  }

  private void signAs(String manager) {
    var live = others.apps().deployments().inNamespace(namespace).withName("app").get();
    var signed = live.getMetadata().getManagedFields().getFirst().edit();
    others
        .resource(
            new DeploymentBuilder()
                .withNewMetadata()
                .withName("app")
                .withNamespace(namespace)
                .withManagedFields(signed.withManager(manager).build())
                .endMetadata()
                .build())
        .patch(PatchContext.of(PatchType.JSON_MERGE));
  }

  /** A Canary that is there, or the garbage collector would delete what it owns. */
  private OwnerReference owner() {
    others
        .load(Canary.class.getResourceAsStream("/META-INF/sluice/crds/canaries.flagger.app.yaml"))
        .serverSideApply();
    var canary =
        new GenericKubernetesResourceBuilder()
            .withApiVersion("flagger.app/v1beta1")
            .withKind("Canary")
            .withNewMetadata()
            .withName("app")
            .withNamespace(namespace)
            .endMetadata()
            .addToAdditionalProperties(
                "spec",
                Map.of(
                    "targetRef",
                    Map.of("apiVersion", "apps/v1", "kind", "Deployment", "name", "app"),
                    "analysis",
                    Map.of("interval", "10s", "threshold", 1, "stepWeight", 10)))
            .build();
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(() -> others.resource(canary).serverSideApply() != null);
    return new OwnerReferenceBuilder()
        .withApiVersion("flagger.app/v1beta1")
        .withKind("Canary")
        .withName("app")
        .withUid(others.resource(canary).get().getMetadata().getUid())
        .withController(true)
        .build();
  }

  private ConfigMap config(String name, Map<String, String> data) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .withData(data)
        .build();
  }

  private ServiceBuilder service(int port) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName("app")
        .endMetadata()
        .withNewSpec()
        .addToSelector("app", "app")
        .addNewPort()
        .withName("http")
        .withPort(port)
        .withProtocol("TCP")
        .withNewTargetPort(port)
        .endPort()
        .endSpec();
  }

  private DeploymentBuilder deployment(String image) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName("app")
        .endMetadata()
        .withNewSpec()
        .withNewSelector()
        .addToMatchLabels("app", "app")
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels("app", "app")
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("app")
        .withImage(image)
        .addNewPort()
        .withContainerPort(8080)
        .endPort()
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec();
  }
}
