package dev.sluice.playground.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.playground.apiserver.Cluster.Reply;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What an API server does, whichever it is. */
@TestInstance(TestInstance.Lifecycle.PER_METHOD)
abstract class ApiServerContract {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private Cluster cluster;
  private String namespace;

  /** The kubeconfig of the server under test. */
  abstract String kubeconfig();

  @BeforeEach
  void connect() {
    cluster = new Cluster(kubeconfig());
    namespace = cluster.namespace();
  }

  @AfterEach
  void leave() {
    cluster.delete("/api/v1/namespaces/" + namespace, "");
    cluster.close();
  }

  Cluster cluster() {
    return cluster;
  }

  String namespace() {
    return namespace;
  }

  /** The path of a core resource in the test's namespace. */
  String core(String rest) {
    return "/api/v1/namespaces/" + namespace + '/' + rest;
  }

  String apps(String rest) {
    return "/apis/apps/v1/namespaces/" + namespace + '/' + rest;
  }

  static String deployment(String name) {
    return """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: %s}
        spec:
          replicas: 0
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
                - name: web
                  image: nginx:1.25
                  ports: [{containerPort: 80}]
        """
        .formatted(name);
  }

  @Test
  void informersSeeWhatComesChangesAndGoes() {
    var configMaps = cluster.client().configMaps().inNamespace(namespace);
    try (SharedIndexInformer<ConfigMap> informer = configMaps.inform()) {
      var created =
          configMaps
              .resource(
                  new ConfigMapBuilder().withNewMetadata().withName("a").endMetadata().build())
              .create();
      await().atMost(PATIENCE).until(() -> informer.getStore().getByKey(namespace + "/a") != null);
      configMaps.resource(new ConfigMapBuilder(created).addToData("k", "v").build()).update();
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                ConfigMap seen = informer.getStore().getByKey(namespace + "/a");
                return seen != null
                    && seen.getData() != null
                    && "v".equals(seen.getData().get("k"));
              });
      configMaps.withName("a").delete();
      await().atMost(PATIENCE).until(() -> informer.getStore().getByKey(namespace + "/a") == null);
    }
  }

  @Test
  void watchesByLabelSeeObjectsComeAndGoAsTheirLabelsChange() {
    List<String> seen = new CopyOnWriteArrayList<>();
    cluster.post(core("configmaps"), "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}");
    var selected = cluster.client().configMaps().inNamespace(namespace).withLabel("on", "yes");
    Watch watch =
        selected.watch(
            new Watcher<ConfigMap>() {
              @Override
              public void eventReceived(Action action, ConfigMap object) {
                seen.add(action + " " + object.getMetadata().getName());
              }

              @Override
              public void onClose(WatcherException cause) {}
            });
    cluster.patch(core("configmaps/a"), "merge-patch+json", "{metadata: {labels: {on: 'yes'}}}");
    cluster.patch(core("configmaps/a"), "merge-patch+json", "{data: {k: v}}");
    cluster.patch(core("configmaps/a"), "merge-patch+json", "{metadata: {labels: {on: 'no'}}}");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(seen).containsExactly("ADDED a", "MODIFIED a", "DELETED a"));
    watch.close();
  }

  @Test
  void deploymentsGetTheirDefaults() {
    Reply created = cluster.post(apps("deployments"), deployment("web"));
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.at("metadata", "generation").asInt()).isEqualTo(1);
    assertThat(created.at("spec").toString())
        .contains("\"progressDeadlineSeconds\":600", "\"maxSurge\":\"25%\"");
  }

  @Test
  void keepsAnEmptyStructWhichIsNoEmptyMap() {
    Reply created =
        cluster.post(
            core("pods"),
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web, labels: {}}
            spec:
              containers: [{name: web, image: nginx}]
              volumes: [{name: scratch, emptyDir: {}}]
            """);

    assertThat(created.at("spec", "volumes").toString()).contains("\"emptyDir\":{}");
    assertThat(created.at("metadata").has("labels")).isFalse();
  }

  @Test
  void bindsPodsAtTheOlderPlaceToo() {
    cluster.post(
        core("pods"),
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: web}
        spec: {containers: [{name: web, image: nginx}]}
        """);

    Reply bound =
        cluster.post(
            core("bindings"),
            """
            apiVersion: v1
            kind: Binding
            metadata: {name: web}
            target: {kind: Node, name: some-node}
            """);

    assertThat(bound.status()).isEqualTo(201);
    assertThat(cluster.get(core("pods/web")).at("spec", "nodeName").asText())
        .isEqualTo("some-node");
  }
}
