package dev.sluice.playground.world;

import static org.awaitility.Awaitility.await;

import dev.sluice.playground.apiserver.ApiServer;
import dev.sluice.playground.world.load.LoadOptions;
import dev.sluice.playground.world.load.LoadReport;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;

/**
 * A world on the embedded API server; on another one without nodes if the system property {@code
 * sluice.test.kubeconfig} names its kubeconfig.
 */
final class WorldFixture implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final @Nullable ApiServer server;
  private final KubernetesClient client;
  private final World world;
  private final String kubeconfig;

  WorldFixture() {
    String file = System.getProperty("sluice.test.kubeconfig");
    if (file == null) {
      ApiServer started = ApiServer.start();
      server = started;
      kubeconfig = started.kubeconfig();
    } else {
      server = null;
      kubeconfig = read(Path.of(file));
    }
    client = new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(kubeconfig)).build();
    world = World.start(client, WorldOptions.fast());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What reaches the API server from outside. */
  String kubeconfig() {
    return kubeconfig;
  }

  KubernetesClient client() {
    return client;
  }

  World world() {
    return world;
  }

  /** A namespace of its own for a test. */
  String namespace() {
    String name = "w-" + UUID.randomUUID().toString().substring(0, 8);
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    return name;
  }

  /** Creates everything in a YAML text. */
  void create(String namespace, String yaml) {
    client
        .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
        .inNamespace(namespace)
        .create();
  }

  /** A Deployment of the demo app with a readiness probe, and a Service on port 80. */
  void app(String namespace, String name, String image, int replicas) {
    create(
        namespace,
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: NAME}
        spec:
          replicas: REPLICAS
          selector: {matchLabels: {app: NAME}}
          template:
            metadata: {labels: {app: NAME}}
            spec:
              containers:
                - name: app
                  image: IMAGE
                  ports: [{containerPort: 9898, name: http}]
                  readinessProbe: {httpGet: {path: /readyz, port: http}, periodSeconds: 1}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: NAME}
        spec: {selector: {app: NAME}, ports: [{name: http, port: 80, targetPort: http}]}
        """
            .replace("NAME", name)
            .replace("IMAGE", image)
            .replace("REPLICAS", Integer.toString(replicas)));
  }

  Deployment deployment(String namespace, String name) {
    return client.apps().deployments().inNamespace(namespace).withName(name).get();
  }

  List<Pod> pods(String namespace, String app) {
    return client.pods().inNamespace(namespace).withLabel("app", app).list().getItems();
  }

  void setImage(String namespace, String name, String image) {
    edit(
        namespace,
        name,
        deployment ->
            new DeploymentBuilder(deployment)
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
  }

  /** The controllers write to the Deployment too, so a write may have to be tried again. */
  void edit(String namespace, String name, UnaryOperator<Deployment> change) {
    until(
        () -> {
          client.apps().deployments().inNamespace(namespace).withName(name).edit(change);
          return true;
        });
  }

  /** As {@code kubectl rollout status}. */
  void awaitRolledOut(String namespace, String name) {
    until(
        () -> {
          Deployment now = deployment(namespace, name);
          int wanted = now.getSpec().getReplicas();
          var status = now.getStatus();
          return status != null
              && status.getObservedGeneration() != null
              && status.getObservedGeneration() >= now.getMetadata().getGeneration()
              && number(status.getUpdatedReplicas()) == wanted
              && number(status.getReplicas()) == wanted
              && number(status.getAvailableReplicas()) == wanted;
        });
  }

  static int number(@Nullable Integer value) {
    return value == null ? 0 : value;
  }

  <T extends HasMetadata> void until(T object, Predicate<T> condition) {
    until(
        () -> {
          T now = client.resource(object).get();
          return now != null && condition.test(now);
        });
  }

  /** A field that is not there yet, or a write that met another one, is tried again. */
  private static ConditionFactory patiently() {
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptionsMatching(
            e ->
                e instanceof NullPointerException
                    || e instanceof NoSuchElementException
                    || e instanceof KubernetesClientException);
  }

  static void until(Callable<Boolean> condition) {
    patiently().until(condition);
  }

  static void untilAsserted(ThrowingRunnable assertion) {
    patiently().untilAsserted(assertion);
  }

  /** Sends so many requests and says how they fared. */
  LoadReport ask(URI gateway, String host, int requests) {
    try (var load = world.load(LoadOptions.of(gateway, host, 200))) {
      until(() -> load.report().requests() >= requests);
      return load.report();
    }
  }

  @Override
  public void close() {
    world.close();
    client.close();
    if (server != null) {
      server.close();
    }
  }
}
