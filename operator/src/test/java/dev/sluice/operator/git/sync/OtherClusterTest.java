package dev.sluice.operator.git.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.GitSync;
import dev.sluice.crds.GitSyncStatus;
import dev.sluice.operator.boot.OperatorOptions.LeaderElection;
import dev.sluice.operator.git.repository.Origin;
import dev.sluice.playground.apiserver.request.Fault;
import dev.sluice.playground.apiserver.request.Faults;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** GitSyncs that apply to another cluster than their own. */
@Timeout(300)
final class OtherClusterTest {
  private static final LeaderElection QUICK =
      new LeaderElection(
          true, "apps", Duration.ofSeconds(20), Duration.ofSeconds(15), Duration.ofMillis(500));
  private static final String ATTEMPTS =
      "sluice_gitsync_duration_seconds_count{name=\"app\",namespace=\"apps\"}";
  private static final String REQUESTS =
      "sluice_api_requests_total{cluster=\"other\",method=\"PATCH\",status=\"200\"}";

  @TempDir private Path directory;
  private SyncCluster here;
  private SyncCluster there;
  private Origin origin;

  @BeforeEach
  void start() throws Exception {
    here = new SyncCluster();
    there = new SyncCluster();
    origin = new Origin(directory.resolve("app.git"));
    secret(there.server.kubeconfig());
  }

  @AfterEach
  void stop() {
    here.close();
    there.close();
    origin.close();
  }

  @Test
  void appliesHealsAndPrunesThere() throws Exception {
    here.operate(directory);
    String sha =
        origin.commit(
            "main", Map.of("a.yaml", map("a"), "b.yaml", map("b"), "c.yaml", map("c")), "all");
    sync("prune: true\ninterval: 1h");
    awaitApplied(sha);
    assertThat(there.map("a")).isNotNull();
    assertThat(here.map("a")).isNull();
    editThere();
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
    assertThat(here.metric(REQUESTS)).isPositive();
  }

  @Test
  void aReplicaThatHasLostItsLeaseWritesNothingThere() throws Exception {
    CountDownLatch lost = new CountDownLatch(1);
    here.operate(directory, QUICK, lost::countDown);
    String sha = origin.commit("a.yaml", map("a"));
    sync("interval: 1h");
    awaitApplied(sha);
    here.server
        .faults()
        .inject(request -> request.resource().equals("leases"), Fault.internalError());
    assertThat(lost.await(SyncCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    int before = there.writes().size();
    double attempts = here.metric(ATTEMPTS);
    editThere();
    Awaitility.await().atMost(SyncCluster.PATIENCE).until(() -> here.metric(ATTEMPTS) > attempts);
    assertThat(there.writes()).hasSize(before);
    assertThat(Objects.requireNonNull(there.map("a")).getData()).containsEntry("value", "edited");
  }

  @Test
  void writesNothingWhenTheSecretIsFilledWithTheKubeConfigOfAnotherCluster() throws Exception {
    here.operate(directory);
    String sha = origin.commit("a.yaml", map("a"));
    sync("prune: true\ninterval: 1h");
    awaitApplied(sha);
    String uid = uid(there);
    assertThat(Objects.requireNonNull(here.status("app")).cluster()).isEqualTo(uid);
    try (SyncCluster elsewhere = new SyncCluster()) {
      elsewhere.apply("somebody", map("a"));
      secret(elsewhere.server.kubeconfig());
      here.ask("app");
      GitSyncStatus changed = here.await("app", status -> reason(status).equals("ClusterChanged"));
      assertThat(changed.conditions().getFirst().message())
          .startsWith("the cluster of secret there: it is not the one that was applied to")
          .contains("had the UID %s and has %s".formatted(uid, uid(elsewhere)));
      long asked = identified(elsewhere);
      here.client.resources(GitSync.class).inNamespace("apps").withName("app").delete();
      Awaitility.await().atMost(SyncCluster.PATIENCE).until(() -> identified(elsewhere) > asked);
      assertThat(there.map("a")).isNotNull();
      secret(there.server.kubeconfig());
      Awaitility.await().atMost(SyncCluster.PATIENCE).until(() -> here.status("app") == null);
      assertThat(there.map("a")).isNull();
      assertThat(elsewhere.writes()).isEmpty();
      assertThat(elsewhere.map("a")).isNotNull();
    }
  }

  @Test
  void goesOnWithAnotherAddressOfTheSameCluster() throws Exception {
    here.operate(directory);
    awaitAfterSync();
    secret(there.server.kubeconfig().replace("127.0.0.1", "localhost"));
    String sha = origin.commit("b.yaml", map("b"));
    here.ask("app");
    awaitApplied(sha);
    assertThat(there.map("b")).isNotNull();
  }

  @Test
  void writesNothingWhenItCannotTellAnyMoreWhichClusterItIs() throws Exception {
    here.operate(directory);
    awaitAfterSync();
    Faults.Injected forbidden = forbidIdentity();
    origin.commit("b.yaml", map("b"));
    here.ask("app");
    here.await("app", status -> reason(status).equals("ClusterUnknown"));
    assertThat(there.map("b")).isNull();
    forbidden.close();
    here.ask("app");
    awaitApplied(origin.head("main"));
  }

  @Test
  void appliesAlsoWhereItMayNeverKnowWhichClusterItIs() throws Exception {
    here.operate(directory);
    try (Faults.Injected _ = forbidIdentity()) {
      awaitAfterSync();
      assertThat(Objects.requireNonNull(here.status("app")).cluster()).isNull();
    }
    here.ask("app");
    here.await("app", status -> uid(there).equals(status.cluster()));
  }

  @Test
  void saysThatTheClusterIsAwayAndGoesOnWhenItIsBack() throws Exception {
    here.operate(directory);
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
  void saysWhyAKubeConfigIsRefused() throws Exception {
    here.operate(directory);
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

  private void editThere() {
    there
        .client
        .configMaps()
        .inNamespace("apps")
        .withName("a")
        .edit(map -> new ConfigMapBuilder(map).addToData("value", "edited").build());
  }

  private void awaitAfterSync() {
    String sha = origin.commit("a.yaml", map("a"));
    sync("interval: 1h");
    awaitApplied(sha);
  }

  private Faults.Injected forbidIdentity() {
    return there
        .server
        .faults()
        .inject(
            request -> request.resource().equals("namespaces"),
            new Fault.Refuse(403, "Forbidden", "you may not", Optional.empty()));
  }

  private static long identified(SyncCluster cluster) {
    return cluster
        .server
        .requests()
        .count(request -> request.path().endsWith("/namespaces/kube-system"));
  }

  private static String uid(SyncCluster cluster) {
    return cluster.client.namespaces().withName("kube-system").get().getMetadata().getUid();
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
