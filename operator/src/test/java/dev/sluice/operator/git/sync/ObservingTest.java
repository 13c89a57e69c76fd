package dev.sluice.operator.git.sync;

import static dev.sluice.operator.git.sync.SyncCluster.configMap;
import static dev.sluice.operator.git.sync.SyncCluster.revision;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.GitSyncStatus;
import dev.sluice.crds.GitSyncStatus.Drift;
import dev.sluice.crds.GitSyncStatus.InventoryEntry;
import dev.sluice.operator.git.repository.Origin;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** GitSyncs where another tool applies what Git declares. */
@Timeout(300)
final class ObservingTest {
  private static final String TOOL = "kustomize-controller";

  @TempDir private Path directory;
  private SyncCluster cluster;
  private Origin origin;
  private String first = "";

  @BeforeEach
  void start() throws Exception {
    cluster = new SyncCluster();
    origin = new Origin(directory.resolve("app.git"));
    first =
        origin.commit(
            "main", Map.of("a.yaml", configMap("a", "1"), "b.yaml", configMap("b", "1")), "Begin");
    cluster.apply(TOOL, configMap("a", "1"));
    cluster.apply(TOOL, configMap("b", "1"));
    cluster.operate(directory);
  }

  @AfterEach
  void stop() {
    cluster.close();
    origin.close();
  }

  @Test
  void knowsWhichCommitsAreInTheClusterAndWritesNothingIntoIt() {
    observe("interval: 1h");
    assertThat(commits(awaitApplied(first)))
        .isEqualTo(Map.of("apps_a__ConfigMap", first, "apps_b__ConfigMap", first));
    String second = origin.commit("a.yaml", configMap("a", "2"));
    cluster.ask("app");
    GitSyncStatus before =
        cluster.await("app", status -> revision(second).equals(status.fetchedRevision()));
    assertThat(before.appliedRevision()).isEqualTo(revision(first));
    assertThat(before.drift()).as("it is not applied yet, that is all").isEmpty();
    assertThat(before.conditions())
        .singleElement()
        .satisfies(
            ready -> {
              assertThat(ready.status()).isEqualTo("True");
              assertThat(ready.reason()).isEqualTo("Observed");
              assertThat(ready.message()).endsWith("; 1 objects are not as it declares them yet");
            });

    cluster.apply(TOOL, configMap("a", "2"));
    assertThat(commits(awaitApplied(second)))
        .as("seen when it happens, not when it is time to look")
        .isEqualTo(Map.of("apps_a__ConfigMap", second, "apps_b__ConfigMap", first));
    assertNothingWasWritten();
    assertThat(Objects.requireNonNull(cluster.map("a")).getMetadata().getLabels()).isNullOrEmpty();
  }

  @Test
  void tellsOfDriftAndLeavesIt() {
    observe("interval: 1h");
    awaitApplied(first);
    cluster
        .client
        .configMaps()
        .inNamespace("apps")
        .withName("a")
        .edit(map -> new ConfigMapBuilder(map).addToData("value", "edited").build());
    awaitDrift(new Drift("apps_a__ConfigMap", "Changed"));
    cluster.client.configMaps().inNamespace("apps").withName("b").delete();
    awaitDrift(
        new Drift("apps_a__ConfigMap", "Changed"), new Drift("apps_b__ConfigMap", "Deleted"));
    Awaitility.await()
        .atMost(SyncCluster.PATIENCE)
        .until(() -> cluster.events().stream().anyMatch(e -> e.getReason().equals("Drift")));
    cluster.apply(TOOL, configMap("a", "1"));
    awaitDrift(new Drift("apps_b__ConfigMap", "Deleted"));
    cluster.apply(TOOL, configMap("b", "1"));
    awaitDrift();
    assertNothingWasWritten();
  }

  @Test
  void tellsOfACommitThatTheOtherToolDoesNotApply() {
    observe("interval: 5s\ntimeout: 5s");
    awaitApplied(first);
    origin.commit("c.yaml", configMap("c", "1"));
    awaitDrift(new Drift("apps_c__ConfigMap", "NotApplied"));
    cluster.apply(TOOL, configMap("c", "1"));
    awaitDrift();
    assertNothingWasWritten();
  }

  @Test
  void remembersAllThatAnObjectWasRenderedFrom() {
    origin.commit(
        "main",
        Map.of(
            "charts/app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n",
            "charts/app/templates/a.yaml", configMap("rendered", "{{ .Values.a }}"),
            "envs/prod.yaml", "a: x\n"),
        "Add a chart");
    cluster.apply(TOOL, configMap("rendered", "x"));
    observe(
        """
        interval: 1h
        paths:
        - path: charts/app
          renderer: Helm
          helm: {valuesFiles: [envs/prod.yaml]}
        """);
    GitSyncStatus status = cluster.await("app", one -> !one.inventory().isEmpty());
    assertThat(status.inventory())
        .extracting(InventoryEntry::seen)
        .singleElement()
        .satisfies(
            seen -> {
              assertThat(seen.path()).isEqualTo("charts/app");
              assertThat(seen.renderedFrom()).containsExactly("charts/app", "envs/prod.yaml");
            });
  }

  @Test
  void whatLeavesGitIsForgottenAndNothingIsDeleted() {
    observe("interval: 1h\nprune: true");
    awaitApplied(first);
    String without = origin.commit("b.yaml", "");
    cluster.ask("app");
    assertThat(awaitApplied(without).inventory()).hasSize(1);
    cluster.client.resources(dev.sluice.crds.GitSync.class).inNamespace("apps").delete();
    Awaitility.await().atMost(SyncCluster.PATIENCE).until(() -> cluster.status("app") == null);
    assertThat(cluster.map("a")).isNotNull();
    assertThat(cluster.map("b")).isNotNull();
    assertNothingWasWritten();
  }

  private void assertNothingWasWritten() {
    assertThat(cluster.writes())
        .isNotEmpty()
        .allMatch(
            write ->
                write.resource().equals("events")
                    || (write.resource().equals("gitsyncs")
                        && write.subresource().equals("status")));
  }

  private void observe(String rest) {
    cluster.sync(
        "app",
        "url: file://%s\nmode: Observe\nref: {branch: main}\n%s"
            .formatted(origin.directory(), rest));
  }

  private GitSyncStatus awaitApplied(String sha) {
    return cluster.await("app", status -> revision(sha).equals(status.appliedRevision()));
  }

  private void awaitDrift(Drift... drift) {
    cluster.await(
        "app",
        status ->
            status.drift().size() == drift.length && status.drift().containsAll(List.of(drift)));
  }

  private static Map<String, String> commits(GitSyncStatus status) {
    return status.inventory().stream()
        .collect(
            Collectors.toMap(
                InventoryEntry::id,
                entry -> Optional.ofNullable(entry.seen()).orElseThrow().commit()));
  }
}
