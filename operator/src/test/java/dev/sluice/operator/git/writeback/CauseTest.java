package dev.sluice.operator.git.writeback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.Canary;
import dev.sluice.crds.CanaryStatus.Source;
import dev.sluice.crds.GitSync;
import dev.sluice.operator.git.apply.Content;
import dev.sluice.operator.git.writeback.Cause.ByHand;
import dev.sluice.operator.git.writeback.Cause.Commit;
import dev.sluice.operator.kube.FakeCluster;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is told to have changed what a target asks to run. */
@Timeout(120)
final class CauseTest {
  private static final KubernetesSerialization YAML = new KubernetesSerialization();
  private static final String PATH = "deploy/podinfo.yaml";
  private static final Set<String> CONFIGS = Set.of("configmap/podinfo", "secret/not-from-git");

  private final FakeCluster cluster = new FakeCluster();
  @TempDir private Path directory;
  private ServedRepository served;
  private ReleaseRecord record;
  private String first = "";
  private String second = "";

  @BeforeEach
  void start() throws IOException {
    served = new ServedRepository(directory);
    record =
        new ReleaseRecord(
            cluster, served.repositories(), new OkHttpClient(), ServedRepository.CLOCK);
    first = served.origin.commit("main", Map.of(PATH, "a: 1\n"), "Begin");
    second = served.origin.commit("main", Map.of("config.yaml", "a: 1\n"), "Raise the timeout");
    served.cloned().fetch(served.remote(), ServedRepository.MAIN);
    cluster.put(applied(target("1.0.0"), first, PATH));
  }

  @AfterEach
  void stop() {
    served.close();
  }

  @Test
  void itIsTheCommitOfTheTarget() {
    assertThat(cause(canary())).contains(commit(first, PATH, "Begin"));
  }

  @Test
  void itIsTheNewestCommitOfTheTargetAndWhatItReads() {
    cluster.put(applied(config("1"), second, "config.yaml"));
    assertThat(cause(canary())).contains(commit(second, "config.yaml", "Raise the timeout"));
  }

  @Test
  void aTargetThatDoesNotComeFromGitHasNone() {
    cluster.put(target("1.0.0"));
    assertThat(cause(canary())).isEmpty();
  }

  @Test
  void itIsWhoeverChangedTheTargetInTheCluster() {
    edit("2.0.0", "kubectl-set", "2026-11-27T12:00:05Z");
    assertThat(cause(canary())).contains(new ByHand("kubectl-set"));
    edit("1.0.0", "kubectl-edit", "2026-11-27T12:01:00Z");
    assertThat(cause(canary()))
        .as("as the commit has it again")
        .contains(commit(first, PATH, "Begin"));
  }

  @Test
  void aSizeAndMarksAreNoChange() {
    cluster.edit(
        Deployment.class,
        "apps",
        "podinfo",
        target -> {
          target.getSpec().setReplicas(7);
          target.getMetadata().getAnnotations().put("note", "x");
        });
    assertThat(cause(canary())).contains(commit(first, PATH, "Begin"));
  }

  @Test
  void itIsWhoeverChangedAConfigThatTheTargetReads() {
    ConfigMap map = cluster.put(applied(config("1"), second, "config.yaml"));
    map.setData(Map.of("a", "2"));
    own(map, "kubectl-edit", "2026-11-27T12:00:05Z", "f:data", Map.of());
    cluster.put(map);
    assertThat(cause(canary())).contains(new ByHand("kubectl-edit"));
  }

  @Test
  void ofSeveralThatChangedItTheLastIsNamedAndNeverGitOrSluice() {
    edit("2.0.0", "kubectl-set", "2026-11-27T12:00:05Z");
    edit("3.0.0", "keel", "2026-11-27T12:00:09Z");
    edit("3.0.0", "sluice-git", "2026-11-27T12:01:00Z");
    edit("3.0.0", "sluice", "2026-11-27T12:02:00Z");
    assertThat(cause(canary())).contains(new ByHand("keel"));
  }

  @Test
  void whoTookAFieldAwayIsNotKnown() {
    cluster.edit(
        Deployment.class,
        "apps",
        "podinfo",
        target -> target.getSpec().getTemplate().getMetadata().setLabels(null));
    assertThat(cause(canary())).contains(new ByHand("somebody"));
  }

  @Test
  void aChangeInTheClusterThatWasPromotedIsNotBlamedForTheCommitsAfterIt() {
    edit("2.0.0", "kubectl-rollout", "2026-11-27T12:00:05Z");
    cluster.put(applied(config("1"), second, "config.yaml"));
    assertThat(cause(canary("RolledBack", "2026-11-27T12:00:05.2Z")))
        .as("nobody knows it to be good")
        .contains(new ByHand("kubectl-rollout"));
    assertThat(cause(canary("Promoted", "2026-11-27T12:00:05.2Z")))
        .contains(commit(second, "config.yaml", "Raise the timeout"));
    assertThat(cause(canary("Promoted", "2026-11-27T11:00:00Z")))
        .as("promoted before it was changed")
        .contains(new ByHand("kubectl-rollout"));
  }

  @Test
  void whatAnOlderVersionAppliedWithoutNotingItsContentIsTheCommits() {
    cluster.edit(
        Deployment.class,
        "apps",
        "podinfo",
        target -> target.getMetadata().getAnnotations().remove("sluice.dev/content"));
    assertThat(cause(canary())).contains(commit(first, PATH, "Begin"));
  }

  @Test
  void whereAnotherToolAppliesItIsTheCommitThatItWasSeenToBeOf() {
    Deployment target = cluster.put(target("1.0.0"));
    observing(content(target), "");
    assertThat(cause(canary())).contains(commit(first, PATH, "Begin"));
    cluster.edit(Deployment.class, "apps", "podinfo", changed -> changed.getSpec().setReplicas(7));
    assertThat(cause(canary())).as("a size").contains(commit(first, PATH, "Begin"));
  }

  @Test
  void whatAnOlderVersionSawWithoutNotingItsContentIsTheCommits() {
    cluster.put(target("1.0.0"));
    observing("null", "");
    assertThat(cause(canary())).contains(commit(first, PATH, "Begin"));
  }

  @Test
  void whereAnotherToolAppliesNothingIsGuessedBeforeItWasSeen() {
    Deployment target = cluster.put(target("1.0.0"));
    observing(content(target), "");
    edit("2.0.0", "kubectl-set", "2026-11-27T12:00:05Z");
    assertThat(cause(canary())).as("perhaps of a newer commit").isEmpty();
    observing(content(target), "edited: " + content(target("2.0.0")));
    assertThat(cause(canary())).contains(new ByHand("kubectl-set"));
  }

  private Optional<Cause> cause(Canary canary) {
    return record.cause(canary, CONFIGS);
  }

  private void edit(String tag, String manager, String at) {
    cluster.edit(
        Deployment.class,
        "apps",
        "podinfo",
        target -> {
          target
              .getSpec()
              .getTemplate()
              .getSpec()
              .getContainers()
              .getFirst()
              .setImage("app:" + tag);
          own(target, manager, at, "f:spec", Map.of("f:template", Map.of()));
        });
  }

  private static void own(
      HasMetadata object, String manager, String at, String field, Map<String, ?> parts) {
    List<ManagedFieldsEntry> entries = new ArrayList<>(object.getMetadata().getManagedFields());
    entries.add(
        new ManagedFieldsEntryBuilder()
            .withManager(manager)
            .withTime(at)
            .withNewFieldsV1()
            .addToAdditionalProperties(field, parts)
            .endFieldsV1()
            .build());
    object.getMetadata().setManagedFields(entries);
  }

  private <T extends HasMetadata> T applied(T object, String commit, String path) {
    object
        .getMetadata()
        .setLabels(Map.of("sluice.dev/sync-name", "app", "sluice.dev/sync-namespace", "apps"));
    object
        .getMetadata()
        .setAnnotations(
            Map.of(
                "sluice.dev/source",
                served.remote().url(),
                "sluice.dev/commit",
                commit,
                "sluice.dev/path",
                path,
                "sluice.dev/content",
                content(object)));
    return object;
  }

  private static String content(HasMetadata object) {
    return Content.hash(object).orElseThrow();
  }

  private void observing(String content, String more) {
    cluster.put(
        YAML.unmarshal(
            """
            apiVersion: sluice.dev/v1alpha1
            kind: GitSync
            metadata: {name: app, namespace: apps}
            spec: {url: '%s', mode: Observe, ref: {branch: main}, writeBack: {}}
            status:
              inventory:
              - id: apps_podinfo_apps_Deployment
                v: v1
                seen: {commit: %s, path: %s, content: %s, %s}
            """
                .formatted(served.remote().url(), first, PATH, content, more),
            GitSync.class));
  }

  private Commit commit(String sha, String path, String message) {
    return new Commit(new Source(served.remote().url(), sha, path, "Ada", message));
  }

  private static Deployment target(String tag) {
    return YAML.unmarshal(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: podinfo, namespace: apps}
        spec:
          template:
            metadata: {labels: {app: podinfo}}
            spec: {containers: [{name: app, image: 'app:%s'}]}
        """
            .formatted(tag),
        Deployment.class);
  }

  private static ConfigMap config(String value) {
    return YAML.unmarshal(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: podinfo, namespace: apps}
        data: {a: '%s'}
        """
            .formatted(value),
        ConfigMap.class);
  }

  private static Canary canary() {
    return canary("Superseded", "2026-11-27T13:00:00Z");
  }

  /** One whose last rollout began then and ended so. */
  private static Canary canary(String outcome, String started) {
    return YAML.unmarshal(
        """
        apiVersion: flagger.app/v1beta1
        kind: Canary
        metadata: {name: podinfo, namespace: apps}
        spec: {targetRef: {apiVersion: apps/v1, kind: Deployment, name: podinfo}}
        status: {history: [{id: '1', revision: a, outcome: %s, startedAt: '%s'}]}
        """
            .formatted(outcome, started),
        Canary.class);
  }
}
