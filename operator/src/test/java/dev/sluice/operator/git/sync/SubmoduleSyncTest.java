package dev.sluice.operator.git.sync;

import static dev.sluice.operator.git.sync.SyncCluster.configMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.Condition;
import dev.sluice.crds.GitSyncStatus;
import dev.sluice.operator.git.repository.HttpGitServer;
import dev.sluice.operator.git.repository.Origin;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** GitSyncs of a repository with submodules, served over HTTP. */
@Timeout(300)
final class SubmoduleSyncTest {
  @TempDir private Path directory;
  private final SyncCluster cluster = new SyncCluster();
  private HttpGitServer server;
  private Origin app;
  private Origin lib;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    server = new HttpGitServer(directory.resolve("served"), null);
    app = new Origin(directory.resolve("served/app.git"));
    lib = new Origin(directory.resolve("served/lib.git"));
    cluster.operate(directory);
    app.commit(".gitmodules", Origin.module("vendor/lib", "../lib.git"));
    app.submodule("vendor/lib", lib.commit("main", Map.of("l.yaml", configMap("l", "1")), "Begin"));
  }

  @AfterEach
  void stop() {
    cluster.close();
    app.close();
    lib.close();
    server.close();
  }

  @Test
  void refusesSubmodulesUnlessTheyAreToBeFollowed() {
    app.commit("a.yaml", configMap("a", "1"));
    sync("interval: 1h");
    GitSyncStatus refused =
        cluster.await("app", status -> ready(status).reason().equals("SubmoduleRefused"));
    assertThat(ready(refused).message())
        .startsWith("vendor/lib is a submodule")
        .contains("set spec.recurseSubmodules to true");
    sync("interval: 1h\nrecurseSubmodules: true");
    awaitApplied(app.head("main"));
    assertThat(value("l")).isEqualTo("1");
  }

  @Test
  void appliesSubmodulesAndAsksTheirServersOnlyWhenTheyMove() {
    String first = app.commit("a.yaml", configMap("a", "1"));
    sync("interval: 1h\nrecurseSubmodules: true");
    awaitApplied(first);
    assertThat(annotations("l"))
        .containsEntry("sluice.dev/path", "vendor/lib/l.yaml")
        .containsEntry("sluice.dev/commit", first);
    server.requests().clear();
    String second = app.commit("a.yaml", configMap("a", "2"));
    cluster.ask("app");
    awaitApplied(second);
    assertThat(annotations("l")).containsEntry("sluice.dev/commit", first);
    cluster.client.configMaps().inNamespace("apps").withName("l").delete();
    Awaitility.await().atMost(SyncCluster.PATIENCE).until(() -> cluster.map("l") != null);
    assertThat(server.requests()).noneMatch(request -> request.contains("lib.git"));

    app.submodule("vendor/lib", lib.commit("l.yaml", configMap("l", "2")));
    String third = app.commit("b.yaml", configMap("b", "1"));
    cluster.ask("app");
    awaitApplied(third);
    assertThat(value("l")).isEqualTo("2");
    assertThat(annotations("l")).containsEntry("sluice.dev/commit", third);
    assertThat(annotations("a")).containsEntry("sluice.dev/commit", second);
  }

  @Test
  void saysWhichSubmoduleIsNotThereAndGoesOnWhenItIs() {
    String first = app.commit("a.yaml", configMap("a", "1"));
    sync("interval: 1h\nrecurseSubmodules: true");
    awaitApplied(first);
    app.submodule("vendor/lib", "2".repeat(40));
    app.commit("a.yaml", configMap("a", "2"));
    cluster.ask("app");
    GitSyncStatus gone =
        cluster.await("app", status -> ready(status).reason().equals("SubmoduleUnavailable"));
    assertThat(ready(gone).message())
        .startsWith(
            "submodule vendor/lib (%s at 222222222222) cannot be had"
                .formatted(server.url("lib.git")));
    assertThat(value("a")).isEqualTo("1");
    app.submodule("vendor/lib", lib.head("main"));
    String mended = app.commit("b.yaml", configMap("b", "1"));
    cluster.ask("app");
    awaitApplied(mended);
    assertThat(value("a")).isEqualTo("2");
  }

  private void sync(String rest) {
    cluster.sync(
        "app", "url: %s\nref: {branch: main}\n%s\n".formatted(server.url("app.git"), rest));
  }

  private void awaitApplied(String sha) {
    cluster.await(
        "app",
        status ->
            ("main@sha1:" + sha).equals(status.appliedRevision())
                && ready(status).reason().equals("Succeeded"));
  }

  private static Condition ready(GitSyncStatus status) {
    return status.conditions().getFirst();
  }

  private String value(String name) {
    return Objects.requireNonNull(get(name).getData().get("value"));
  }

  private Map<String, String> annotations(String name) {
    return get(name).getMetadata().getAnnotations();
  }

  private ConfigMap get(String name) {
    return Objects.requireNonNull(cluster.map(name));
  }
}
