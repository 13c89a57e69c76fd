package dev.sluice.operator.git.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.Condition;
import dev.sluice.crds.GitSync;
import dev.sluice.crds.GitSyncStatus;
import dev.sluice.operator.git.repository.Origin;
import io.fabric8.kubernetes.api.model.Event;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two GitSyncs that declare the same object. */
@Timeout(180)
final class SharedObjectTest {
  @TempDir private Path directory;
  private Origin origin;
  private SyncCluster cluster;

  @BeforeEach
  void start() throws Exception {
    origin = new Origin(directory.resolve("app.git"));
    cluster = new SyncCluster();
    cluster.operate(directory);
    origin.commit("main", Map.of("one/a.yaml", map("1"), "two/a.yaml", map("2")), "both");
    sync("one");
    cluster.await("one", status -> ready(status).status().equals("True"));
    sync("two");
    cluster.await("two", status -> ready(status).status().equals("True"));
    cluster.await("one", status -> ready(status).reason().equals("OwnedByAnother"));
  }

  @AfterEach
  void stop() {
    cluster.close();
    origin.close();
  }

  @Test
  void theOneThatHasLostItLeavesItAndSaysWhoHasIt() {
    Condition ready = ready(Objects.requireNonNull(cluster.status("one")));
    assertThat(ready.status()).isEqualTo("False");
    assertThat(ready.message())
        .isEqualTo(
            "ConfigMap a.apps is declared by GitSync two.apps too, which has applied it: let only one of them declare it");
    assertThat(data()).isEqualTo("2");
    assertThat(cluster.events()).extracting(Event::getReason).doesNotContain("DriftHealed");
    cluster.ask("two");
    cluster.await("two", status -> ready(status).status().equals("True"));

    String moved = origin.commit("one/a.yaml", map("1").replace("name: a", "name: b"));
    cluster.ask("one");
    cluster.await("one", status -> ("main@sha1:" + moved).equals(status.appliedRevision()));
    assertThat(cluster.map("a")).as("moved, not deleted").isNotNull();
    assertThat(data()).isEqualTo("2");
  }

  @Test
  void theOneThatGoesLeavesTheObjectToTheOther() {
    delete("one");
    assertThat(data()).isEqualTo("2");
    sync("one");
    cluster.await("one", status -> ready(status).status().equals("True"));
    cluster.await("two", status -> ready(status).reason().equals("OwnedByAnother"));
    String uid = Objects.requireNonNull(cluster.map("a")).getMetadata().getUid();
    delete("one");
    cluster.ask("two");
    cluster.await("two", status -> ready(status).status().equals("True"));
    Awaitility.await().atMost(SyncCluster.PATIENCE).until(() -> data().equals("2"));
    assertThat(Objects.requireNonNull(cluster.map("a")).getMetadata())
        .satisfies(
            metadata -> {
              assertThat(metadata.getUid()).as("never deleted").isEqualTo(uid);
              assertThat(metadata.getLabels()).containsEntry("sluice.dev/sync-name", "two");
            });
  }

  private void sync(String name) {
    cluster.sync(
        name,
        """
        url: %s
        ref: {branch: main}
        interval: 1h
        prune: true
        paths: [{path: %s}]
        """
            .formatted("file://" + origin.directory(), name));
  }

  private void delete(String name) {
    cluster.client.resources(GitSync.class).inNamespace("apps").withName(name).delete();
    Awaitility.await()
        .atMost(SyncCluster.PATIENCE)
        .until(
            () ->
                cluster.client.resources(GitSync.class).inNamespace("apps").withName(name).get()
                    == null);
  }

  private String data() {
    return String.valueOf(Objects.requireNonNull(cluster.map("a")).getData().get("v"));
  }

  private static Condition ready(GitSyncStatus status) {
    return status.conditions().stream()
        .filter(condition -> condition.type().equals("Ready"))
        .findFirst()
        .orElse(new Condition("Ready", "Unknown", "", "", "", null));
  }

  private static String map(String value) {
    return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {v: '%s'}\n"
        .formatted(value);
  }
}
