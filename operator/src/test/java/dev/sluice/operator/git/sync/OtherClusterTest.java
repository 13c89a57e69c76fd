package dev.sluice.operator.git.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.GitSync;
import dev.sluice.crds.GitSyncStatus;
import dev.sluice.operator.git.repository.Origin;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** GitSyncs that apply to another cluster than their own. */
@Timeout(300)
final class OtherClusterTest {
  @TempDir private Path directory;
  private SyncCluster here;
  private SyncCluster there;
  private Origin origin;

  @BeforeEach
  void start() throws Exception {
    here = new SyncCluster();
    there = new SyncCluster();
    origin = new Origin(directory.resolve("app.git"));
    here.operate(directory);
    secret(there.server.kubeconfig());
  }

  @AfterEach
  void stop() {
    here.close();
    there.close();
    origin.close();
  }

  @Test
  void appliesHealsAndPrunesThere() {
    String sha =
        origin.commit(
            "main", Map.of("a.yaml", map("a"), "b.yaml", map("b"), "c.yaml", map("c")), "all");
    sync("prune: true\ninterval: 1h");
    awaitApplied(sha);
    assertThat(there.map("a")).isNotNull();
    assertThat(here.map("a")).isNull();
    there
        .client
        .configMaps()
        .inNamespace("apps")
        .withName("a")
        .edit(map -> new ConfigMapBuilder(map).addToData("value", "edited").build());
    Awaitility.await()
        .atMost(SyncCluster.PATIENCE)
        .until(() -> "right".equals(Objects.requireNonNull(there.map("a")).getData().get("value")));
    String without = origin.commit("b.yaml", "");
    here.ask("app");
    awaitApplied(without);
    assertThat(there.map("b")).isNull();
    here.client.resources(GitSync.class).inNamespace("apps").withName("app").delete();
    Awaitility.await().atMost(SyncCluster.PATIENCE).until(() -> here.status("app") == null);
    assertThat(there.map("a")).isNull();
  }

  @Test
  void saysThatTheClusterIsAwayAndGoesOnWhenItIsBack() {
    String kubeconfig = there.server.kubeconfig();
    secret(kubeconfig.replaceAll("127\\.0\\.0\\.1:[0-9]+", "127.0.0.1:1"));
    String sha = origin.commit("a.yaml", map("a"));
    sync("interval: 1h");
    GitSyncStatus away = here.await("app", status -> reason(status).equals("ApiServerUnreachable"));
    assertThat(away.conditions().getFirst().message())
        .startsWith("the cluster of secret there: the API server cannot be reached");
    secret(kubeconfig);
    here.ask("app");
    awaitApplied(sha);
  }

  @Test
  void saysWhyAKubeConfigIsRefused() {
    secret(
        """
        apiVersion: v1
        kind: Config
        current-context: there
        contexts: [{name: there, context: {cluster: there, user: me}}]
        clusters: [{name: there, cluster: {server: 'https://203.0.113.7:6443'}}]
        users: [{name: me, user: {tokenFile: /etc/passwd}}]
        """);
    origin.commit("a.yaml", map("a"));
    sync("interval: 1h");
    GitSyncStatus refused = here.await("app", status -> reason(status).equals("KubeConfigRefused"));
    assertThat(refused.conditions().getFirst().message()).contains("uses tokenFile");
  }

  private void awaitApplied(String sha) {
    here.await(
        "app",
        status ->
            ("main@sha1:" + sha).equals(status.appliedRevision())
                && reason(status).equals("Succeeded"));
  }

  private void sync(String rest) {
    here.sync(
        "app",
        "url: file://%s\nkubeConfigSecretRef: {name: there}\nref: {branch: main}\n%s"
            .formatted(origin.directory(), rest));
  }

  private void secret(String kubeconfig) {
    here.client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("there")
                .withNamespace("apps")
                .endMetadata()
                .addToStringData("value", kubeconfig)
                .build())
        .fieldManager("test")
        .forceConflicts()
        .serverSideApply();
  }

  private static String reason(GitSyncStatus status) {
    return status.conditions().isEmpty() ? "" : status.conditions().getFirst().reason();
  }

  private static String map(String name) {
    return """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: %s}
    data: {value: right}
    """
        .formatted(name);
  }
}
