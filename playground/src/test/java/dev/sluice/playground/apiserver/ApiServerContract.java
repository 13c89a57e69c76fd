package dev.sluice.playground.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What an API server does, whichever it is. */
@TestInstance(TestInstance.Lifecycle.PER_METHOD)
abstract class ApiServerContract
    implements ObjectLines,
        BuiltinLines,
        PodLines,
        PatchLines,
        ApplyLines,
        ApplyListLines,
        WatchLines,
        TableLines,
        ProtobufLines,
        DeletionLines {
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

  @Override
  public Cluster cluster() {
    return cluster;
  }

  @Override
  public String namespace() {
    return namespace;
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
    String since =
        cluster
            .post(core("configmaps"), "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}")
            .text("metadata", "resourceVersion");
    var selected = cluster.client().configMaps().inNamespace(namespace).withLabel("on", "yes");
    Watch watch =
        selected.watch(
            new ListOptionsBuilder().withResourceVersion(since).build(),
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
}
