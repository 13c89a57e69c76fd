package dev.sluice.operator.git.sync;

import static dev.sluice.operator.git.sync.SyncCluster.deployment;
import static dev.sluice.operator.git.sync.SyncCluster.revision;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.Canary;
import dev.sluice.operator.git.repository.Limits;
import dev.sluice.operator.git.repository.Origin;
import dev.sluice.operator.git.repository.Repositories;
import dev.sluice.operator.git.writeback.Cause;
import dev.sluice.operator.git.writeback.ReleaseRecord;
import dev.sluice.operator.kube.KubernetesCluster;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import okhttp3.OkHttpClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who has changed a target, as a Canary is told, where commits and people change it by turns. */
@Timeout(300)
final class ChangesByHandTest {
  private static final String TOOL = "kustomize-controller";
  private static final Canary CANARY =
      new KubernetesSerialization()
          .unmarshal(
              """
              apiVersion: flagger.app/v1beta1
              kind: Canary
              metadata: {name: app, namespace: apps}
              spec: {targetRef: {apiVersion: apps/v1, kind: Deployment, name: app}}
              """,
              Canary.class);

  @TempDir private Path directory;
  private SyncCluster cluster;
  private KubernetesCluster view;
  private Repositories repositories;
  private ReleaseRecord record;
  private Origin origin;

  @BeforeEach
  void start() {
    cluster = new SyncCluster();
    view = new KubernetesCluster(cluster.client, null, Clock.systemUTC());
    repositories =
        new Repositories(
            directory.resolve("mine"), Limits.DEFAULT, List.of(), InstantSource.system());
    record = new ReleaseRecord(view, repositories, new OkHttpClient(), InstantSource.system());
    origin = new Origin(directory.resolve("app.git"));
  }

  @AfterEach
  void stop() {
    repositories.close();
    view.close();
    cluster.close();
    origin.close();
  }

  @Test
  void aChangeThatIsLeftIsNotTheLastCommits() throws Exception {
    cluster.operate(directory);
    String first = origin.commit("app.yaml", deployment("1.0.0"));
    sync("selfHeal: false");
    awaitCommit(first);
    patch("kubectl-annotate", "{\"metadata\":{\"annotations\":{\"note\":\"x\"}}}");
    scale();
    assertThat(record.cause(CANARY, Set.of())).hasValueSatisfying(cause -> isOf(first, cause));

    setImage("2.0.0");
    awaitByHand("kubectl-set");
    String other = origin.commit("map.yaml", MAP);
    cluster.ask("app");
    cluster.await("app", status -> revision(other).equals(status.appliedRevision()));
    awaitByHand("kubectl-set");

    String second = origin.commit("app.yaml", deployment("1.1.0"));
    cluster.ask("app");
    awaitCommit(second);
    restart();
    awaitByHand("kubectl-rollout");

    String third = origin.commit("app.yaml", deployment("1.2.0"));
    cluster.ask("app");
    cluster.await("app", status -> revision(third).equals(status.appliedRevision()));
    awaitInView(target -> image(target).equals("app:1.2.0"));
    assertThat(record.cause(CANARY, Set.of()))
        .as("not all of it is the commit's")
        .contains(new Cause.ByHand("kubectl-rollout"));
    assertThat(record.cause(promoted(), Set.of()))
        .as("what the commit came on top of was promoted")
        .hasValueSatisfying(cause -> isOf(third, cause));
  }

  @Test
  void aChangeThatIsHealedIsTheCommitsAgain() throws Exception {
    cluster.operate(directory);
    String first = origin.commit("app.yaml", deployment("1.0.0"));
    sync("selfHeal: true");
    awaitCommit(first);
    setImage("2.0.0");
    Awaitility.await()
        .atMost(SyncCluster.PATIENCE)
        .until(() -> cluster.events().stream().anyMatch(e -> e.getReason().equals("DriftHealed")));
    awaitCommit(first);
  }

  @Test
  void whereAnotherToolAppliesAChangeByHandIsToldFromACommit() throws Exception {
    String first = origin.commit("app.yaml", deployment("1.0.0"));
    cluster.apply(TOOL, deployment("1.0.0"));
    cluster.operate(directory);
    sync("mode: Observe");
    awaitCommit(first);
    scale();
    assertThat(record.cause(CANARY, Set.of())).hasValueSatisfying(cause -> isOf(first, cause));

    setImage("2.0.0");
    awaitByHand("kubectl-set");
    cluster.apply(TOOL, deployment("1.0.0"));
    awaitCommit(first);
    restart();
    awaitByHand("kubectl-rollout");

    String second = origin.commit("app.yaml", deployment("1.1.0"));
    cluster.apply(TOOL, deployment("1.1.0"));
    awaitCommit(second);
  }

  private void awaitCommit(String sha) {
    Awaitility.await()
        .atMost(SyncCluster.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(record.cause(CANARY, Set.of()))
                    .hasValueSatisfying(cause -> isOf(sha, cause)));
  }

  private static void isOf(String sha, Cause cause) {
    assertThat(cause)
        .isInstanceOfSatisfying(
            Cause.Commit.class, commit -> assertThat(commit.from().commit()).isEqualTo(sha));
  }

  private void awaitInView(Predicate<Deployment> is) {
    Awaitility.await()
        .atMost(SyncCluster.PATIENCE)
        .until(() -> view.get(Deployment.class, "apps", "app").filter(is).isPresent());
  }

  private static String image(Deployment target) {
    return target.getSpec().getTemplate().getSpec().getContainers().getFirst().getImage();
  }

  /** A Canary that has promoted what there is. */
  private static Canary promoted() {
    return new KubernetesSerialization()
        .unmarshal(
            """
            apiVersion: flagger.app/v1beta1
            kind: Canary
            metadata: {name: app, namespace: apps}
            spec: {targetRef: {apiVersion: apps/v1, kind: Deployment, name: app}}
            status: {history: [{id: '1', revision: a, outcome: Promoted, startedAt: '%s'}]}
            """
                .formatted(Instant.now().plusSeconds(60)),
            Canary.class);
  }

  private void awaitByHand(String manager) {
    Awaitility.await()
        .atMost(SyncCluster.PATIENCE)
        .untilAsserted(
            () -> assertThat(record.cause(CANARY, Set.of())).contains(new Cause.ByHand(manager)));
  }

  private void scale() {
    patch("kubectl-scale", "{\"spec\":{\"replicas\":5}}");
    awaitInView(target -> target.getSpec().getReplicas() == 5);
  }

  private void setImage(String tag) {
    patch(
        "kubectl-set",
        """
        {"spec":{"template":{"spec":{"containers":[{"name":"app","image":"app:%s"}]}}}}
        """
            .formatted(tag));
  }

  private void restart() {
    patch(
        "kubectl-rollout",
        """
        {"spec":{"template":{"metadata":{"annotations":{"kubectl.kubernetes.io/restartedAt":"now"}}}}}
        """);
  }

  private void patch(String manager, String patch) {
    Resource<Deployment> app =
        cluster.client.apps().deployments().inNamespace("apps").withName("app");
    app.patch(
        new PatchContext.Builder()
            .withPatchType(PatchType.STRATEGIC_MERGE)
            .withFieldManager(manager)
            .build(),
        patch);
  }

  private void sync(String rest) {
    cluster.sync(
        "app",
        "url: file://%s\nref: {branch: main}\ninterval: 1h\n%s"
            .formatted(origin.directory(), rest));
  }

  private static final String MAP =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: other}
      """;
}
