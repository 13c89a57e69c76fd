package dev.sluice.operator.git.sync;

import static dev.sluice.operator.git.sync.SyncCluster.configMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.Condition;
import dev.sluice.crds.GitSync;
import dev.sluice.crds.GitSyncStatus;
import dev.sluice.operator.git.repository.Origin;
import dev.sluice.operator.git.signature.SigningKey;
import dev.sluice.operator.git.signature.SshKeys;
import dev.sluice.operator.kube.KubernetesCluster;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** GitSyncs as a person meets them: an API server, an operator and a repository. */
@Timeout(180)
final class GitSyncOperatorTest {

  @TempDir private Path directory;
  private SyncCluster cluster;
  private KubernetesClient client;
  private Origin origin;

  @BeforeEach
  void start() throws Exception {
    origin = new Origin(directory.resolve("app.git"));
    cluster = new SyncCluster();
    client = cluster.client;
    cluster.operate(directory);
  }

  @AfterEach
  void stop() {
    cluster.close();
    origin.close();
  }

  @Test
  void appliesWhatIsPushedAndSaysWhereItComesFrom() {
    String first = origin.commit("deploy/a.yaml", configMap("a", "1"));
    sync("prune: true\npaths: [{path: ./deploy/}]");
    GitSyncStatus status = ready(first);
    assertThat(data("a")).isEqualTo("1");
    assertThat(get("a").getMetadata().getAnnotations())
        .containsEntry("sluice.dev/commit", first)
        .containsEntry("sluice.dev/path", "deploy/a.yaml")
        .containsEntry("sluice.dev/source", url());
    assertThat(status.appliedRevision()).isEqualTo("main@sha1:" + first);
    assertThat(status.goodRevision()).isEqualTo(status.appliedRevision());
    assertThat(Objects.requireNonNull(status.commit()).author()).isEqualTo("Ada");
    assertThat(status.inventory())
        .extracting(GitSyncStatus.InventoryEntry::id)
        .containsExactly("apps_a__ConfigMap");

    String second = origin.commit("deploy/b.yaml", configMap("b", "1"));
    ask();
    ready(second);
    assertThat(get("b").getMetadata().getAnnotations()).containsEntry("sluice.dev/commit", second);
    assertThat(get("a").getMetadata().getAnnotations())
        .as("the second commit did not change it")
        .containsEntry("sluice.dev/commit", first);
    assertThat(events()).anyMatch(e -> e.getMessage().contains("by Ada: Change deploy/b.yaml"));
  }

  @Test
  void deletesWhatHasLeftGitUnlessItIsProtected() {
    origin.commit(
        "main",
        Map.of(
            "a.yaml", configMap("a", "1"),
            "kept.yaml",
                configMap("kept", "1")
                    .replace(
                        "metadata: {",
                        "metadata: {annotations: {kustomize.toolkit.fluxcd.io/prune: Disabled}, ")),
        "two");
    sync("prune: true");
    ready(origin.head("main"));
    String without =
        origin.commit(
            "main", Map.of("a.yaml", "", "kept.yaml", "", "c.yaml", configMap("c", "1")), "one");
    ask();
    ready(without);
    Awaitility.await().atMost(SyncCluster.PATIENCE).until(() -> find("a") == null);
    assertThat(find("kept")).isNotNull();
    assertThat(find("c")).isNotNull();
  }

  @Test
  void keepsWhatHasLeftGitWhenItIsNotToPrune() {
    origin.commit(
        "main", Map.of("a.yaml", configMap("a", "1"), "b.yaml", configMap("b", "1")), "two");
    sync("prune: false");
    ready(origin.head("main"));
    String without = origin.commit("a.yaml", "");
    ask();
    GitSyncStatus status = ready(without);
    assertThat(find("a")).isNotNull();
    assertThat(status.inventory()).hasSize(1);
  }

  @Test
  void putsRightWhatOthersChangeAndDelete() {
    String sha = origin.commit("a.yaml", configMap("a", "1"));
    sync("interval: 1h");
    ready(sha);
    edit("a", "edited");
    Awaitility.await().atMost(SyncCluster.PATIENCE).until(() -> data("a").equals("1"));
    client.configMaps().inNamespace("apps").withName("a").delete();
    Awaitility.await().atMost(SyncCluster.PATIENCE).until(() -> find("a") != null);
    assertThat(get("a").getMetadata().getAnnotations()).containsEntry("sluice.dev/commit", sha);
    Awaitility.await()
        .atMost(SyncCluster.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(events())
                    .filteredOn(e -> e.getReason().equals("DriftHealed"))
                    .extracting(Event::getMessage)
                    .containsExactlyInAnyOrder(
                        "Put right what others had done: ConfigMap a.apps (changed)",
                        "Put right what others had done: ConfigMap a.apps (deleted)"));
  }

  @Test
  void putsRightWhatOthersChangeAlsoWhenTheNameOfTheSyncFitsNoLabel() {
    String sha = origin.commit("a.yaml", configMap("a", "1"));
    String name = "a".repeat(62) + "-and-more";
    apply(name, "interval: 1h");
    Awaitility.await()
        .atMost(SyncCluster.PATIENCE)
        .until(() -> reason(status(name)).equals("Succeeded") && find("a") != null);
    assertThat(get("a").getMetadata().getAnnotations()).containsEntry("sluice.dev/commit", sha);
    edit("a", "edited");
    Awaitility.await().atMost(SyncCluster.PATIENCE).until(() -> data("a").equals("1"));
  }

  @Test
  void onlyTellsOfDriftWhenItIsNotToHeal() {
    origin.commit(
        "main", Map.of("a.yaml", configMap("a", "1"), "b.yaml", configMap("b", "1")), "both");
    sync("selfHeal: false\ninterval: 1h");
    ready(origin.head("main"));
    edit("a", "edited");
    await(
        status ->
            status
                .drift()
                .equals(List.of(new GitSyncStatus.Drift("apps_a__ConfigMap", "Changed"))));
    assertThat(data("a")).isEqualTo("edited");
    assertThat(message(await(status -> !status.drift().isEmpty())))
        .endsWith("; 1 object is not as it declares it, see status.drift");
    String next = origin.commit("a.yaml", configMap("a", "2"));
    ask();
    assertThat(ready(next).drift()).isEmpty();
    assertThat(data("a")).as("a new commit is applied all the same").isEqualTo("2");
  }

  @Test
  void namesTheCycleInWhichGitSyncsWaitForEachOther() {
    origin.commit("a.yaml", configMap("a", "1"));
    apply("first", "dependsOn: [{name: second}]");
    apply("second", "dependsOn: [{name: other}, {name: third}]");
    apply("third", "dependsOn: [{name: first}]");
    apply("fourth", "dependsOn: [{name: fourth}]");
    cluster.ask("first");
    cluster.ask("second");
    assertCycle("first", "first depends on second depends on third depends on first");
    assertCycle("fourth", "fourth depends on fourth");
  }

  private void assertCycle(String name, String cycle) {
    String message =
        "this GitSync waits for itself: %s; take one of these out of spec.dependsOn"
            .formatted(cycle);
    cluster.await(
        name, status -> !status.conditions().isEmpty() && message(status).equals(message));
  }

  @Test
  void leavesTheSizeThatSluiceGaveATarget() {
    String sha = origin.commit("app.yaml", deployment(3, "1.0"));
    sync("interval: 1h");
    ready(sha);
    var deployment = client.apps().deployments().inNamespace("apps").withName("app");
    client
        .resource(
            """
            apiVersion: flagger.app/v1beta1
            kind: Canary
            metadata: {name: app, namespace: apps}
            spec:
              suspend: true
              targetRef: {apiVersion: apps/v1, kind: Deployment, name: app}
              service: {port: 80}
              analysis: {interval: 1m, threshold: 1, stepWeight: 10}
            """)
        .create();
    try (KubernetesCluster sluice = new KubernetesCluster(client, null, Clock.systemUTC())) {
      sluice.scale(Deployment.class, "apps", "app", 0);
    }
    String next = origin.commit("app.yaml", deployment(3, "1.1"));
    ask();
    ready(next);
    assertThat(deployment.get().getSpec().getReplicas()).isZero();
    assertThat(
            deployment
                .get()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getImage())
        .isEqualTo("app:1.1");
    assertThat(deployment.get().getSpec().getTemplate().getMetadata().getAnnotations())
        .as("the marks are never in the pod template")
        .isNullOrEmpty();
    assertThat(events()).noneMatch(e -> e.getReason().startsWith("Drift"));
  }

  @Test
  void writesNothingWhenOneManifestIsRefusedAndGoesOnWhenItIsMended() {
    String good = origin.commit("a.yaml", configMap("a", "1"));
    sync("prune: true");
    ready(good);
    origin.commit(
        "main",
        Map.of(
            "a.yaml", configMap("a", "2"),
            "b.yaml", configMap("b", "1"),
            "c.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: [1]\n"),
        "broken");
    ask();
    GitSyncStatus failed = await(status -> reason(status).equals("ValidationFailed"));
    assertThat(message(failed)).startsWith("c.yaml: the API server refuses ConfigMap c.apps");
    assertThat(failed.goodRevision()).isEqualTo("main@sha1:" + good);
    assertThat(data("a")).isEqualTo("1");
    assertThat(find("b")).isNull();
    String mended = origin.commit("c.yaml", configMap("c", "1"));
    ask();
    ready(mended);
    assertThat(data("a")).isEqualTo("2");
    assertThat(find("b")).isNotNull();
  }

  @Test
  void appliesOnlyCommitsThatAreSigned() {
    KeyPair ada = SshKeys.generate();
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("team")
                .withNamespace("apps")
                .endMetadata()
                .addToStringData("ada.pub", SshKeys.publicText(ada))
                .build())
        .create();
    String unsigned = origin.commit("a.yaml", configMap("a", "1"));
    sync("verify: {secretRef: {name: team}}");
    assertThat(message(await(status -> "SignatureMissing".equals(reason(status)))))
        .contains("commit " + unsigned.substring(0, 7) + " by Ada is not signed");
    assertThat(find("a")).isNull();

    origin.signWith(SigningKey.of(Map.of("identity", SshKeys.privateText(ada, null)), "ada"));
    ready(askFor(origin.commit("a.yaml", configMap("a", "2"))));
    assertThat(data("a")).isEqualTo("2");

    origin.signWith(
        SigningKey.of(
            Map.of("identity", SshKeys.privateText(SshKeys.generate(), null)), "somebody"));
    askFor(origin.commit("a.yaml", configMap("a", "3")));
    await(status -> "SignatureUntrusted".equals(reason(status)));
    assertThat(data("a")).isEqualTo("2");
  }

  @Test
  void saysWhichFileIsBroken() {
    origin.commit("deploy/a.yaml", "a: [1\n");
    sync("");
    GitSyncStatus failed = await(status -> reason(status).equals("ManifestUnreadable"));
    assertThat(message(failed)).startsWith("deploy/a.yaml is no YAML");
    assertThat(failed.conditions())
        .extracting(Condition::type, Condition::status)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple("Ready", "False"),
            org.assertj.core.api.Assertions.tuple("Stalled", "True"));
    assertThat(events()).anyMatch(e -> e.getReason().equals("ManifestUnreadable"));
  }

  @Test
  void appliesNamespacesAndDefinitionsBeforeWhatNeedsThem() {
    String sha =
        origin.commit(
            "main",
            Map.of(
                "1.yaml",
                    """
                    apiVersion: example.com/v1
                    kind: Gadget
                    metadata: {name: g, namespace: fresh}
                    spec: {size: 1}
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: a, namespace: fresh}
                    """,
                "2.yaml",
                    """
                    apiVersion: v1
                    kind: Namespace
                    metadata: {name: fresh}
                    ---
                    apiVersion: apiextensions.k8s.io/v1
                    kind: CustomResourceDefinition
                    metadata: {name: gadgets.example.com}
                    spec:
                      group: example.com
                      scope: Namespaced
                      names: {kind: Gadget, plural: gadgets, singular: gadget}
                      versions:
                      - name: v1
                        served: true
                        storage: true
                        schema:
                          openAPIV3Schema:
                            type: object
                            properties:
                              spec:
                                type: object
                                properties: {size: {type: integer}}
                    """),
            "all at once");
    sync("prune: true");
    GitSyncStatus status = ready(sha);
    assertThat(status.inventory()).hasSize(4);
    assertThat(
            client
                .genericKubernetesResources("example.com/v1", "Gadget")
                .inNamespace("fresh")
                .withName("g")
                .get())
        .isNotNull();
  }

  @Test
  void asksTheApiServerForNothingWhenNothingHasChanged() {
    String sha = origin.commit("main", Map.of("a.yaml", configMap("a", "1")), "one");
    sync("interval: 1h");
    ready(sha);
    Awaitility.await().atMost(SyncCluster.PATIENCE).until(() -> !status().inventory().isEmpty());
    String first = cluster.ask("app");
    await(status -> first.equals(status.lastHandledRequest()));
    long before = cluster.server.requests().count(r -> r.path().contains("/configmaps"));
    String second = cluster.ask("app");
    await(status -> second.equals(status.lastHandledRequest()));
    assertThat(cluster.server.requests().count(r -> r.path().contains("/configmaps")))
        .isEqualTo(before);
  }

  @Test
  void goesOnAfterARestartWithoutApplyingAgain() throws Exception {
    String sha = origin.commit("a.yaml", configMap("a", "1"));
    sync("interval: 1h\nprune: true");
    ready(sha);
    cluster.abandon();
    edit("a", "edited while nobody looked");
    String version = get("a").getMetadata().getResourceVersion();
    assertThat(version).isNotNull();
    cluster.operate(directory);
    Awaitility.await().atMost(SyncCluster.PATIENCE).until(() -> data("a").equals("1"));
  }

  @Test
  void waitsUntilAllIsHealthyAndForOthersThatItDependsOn() {
    String sha = origin.commit("app.yaml", deployment(1, "1.0"));
    sync("wait: true\ninterval: 1h");
    await(status -> reason(status).equals("Progressing") && status.appliedRevision() != null);
    apply("second", "dependsOn: [{name: app}]\ntargetNamespace: apps\ninterval: 1h");
    Awaitility.await()
        .atMost(SyncCluster.PATIENCE)
        .until(() -> reason(status("second")).equals("DependencyNotReady"));
    client
        .apps()
        .deployments()
        .inNamespace("apps")
        .withName("app")
        .editStatus(
            app ->
                app.edit()
                    .withNewStatus()
                    .withObservedGeneration(app.getMetadata().getGeneration())
                    .withReplicas(1)
                    .withUpdatedReplicas(1)
                    .withReadyReplicas(1)
                    .withAvailableReplicas(1)
                    .endStatus()
                    .build());
    GitSyncStatus healthy = ready(sha);
    assertThat(healthy.goodRevision()).isEqualTo("main@sha1:" + sha);
    Awaitility.await()
        .atMost(SyncCluster.PATIENCE)
        .until(() -> reason(status("second")).equals("Succeeded"));
  }

  @Test
  void leavesEverythingAloneWhileItIsSuspended() {
    String sha = origin.commit("a.yaml", configMap("a", "1"));
    sync("suspend: true");
    await(status -> reason(status).equals("Suspended"));
    assertThat(find("a")).isNull();
    sync("suspend: false");
    ready(sha);
  }

  @Test
  void takesWithItWhatItHasApplied() {
    String sha = origin.commit("a.yaml", configMap("a", "1"));
    sync("prune: true");
    ready(sha);
    client.resources(GitSync.class).inNamespace("apps").withName("app").delete();
    Awaitility.await()
        .atMost(SyncCluster.PATIENCE)
        .until(
            () ->
                client.resources(GitSync.class).inNamespace("apps").withName("app").get() == null);
    assertThat(find("a")).isNull();
  }

  private String url() {
    return "file://" + origin.directory();
  }

  private void sync(String rest) {
    apply("app", rest);
  }

  private void apply(String name, String rest) {
    cluster.sync(name, "url: %s\n%s".formatted(url(), rest));
  }

  private String askFor(String sha) {
    ask();
    return sha;
  }

  private void ask() {
    cluster.ask("app");
  }

  private GitSyncStatus ready(String sha) {
    return await(
        status ->
            ("main@sha1:" + sha).equals(status.appliedRevision())
                && status.conditions().size() == 1
                && reason(status).equals("Succeeded"));
  }

  private GitSyncStatus await(Predicate<GitSyncStatus> is) {
    return cluster.await("app", is);
  }

  private GitSyncStatus status() {
    return Objects.requireNonNull(status("app"));
  }

  private @Nullable GitSyncStatus status(String name) {
    return cluster.status(name);
  }

  private static String reason(@Nullable GitSyncStatus status) {
    return status == null || status.conditions().isEmpty()
        ? ""
        : status.conditions().getFirst().reason();
  }

  private static String message(GitSyncStatus status) {
    return status.conditions().getFirst().message();
  }

  private List<Event> events() {
    return cluster.events();
  }

  private @Nullable ConfigMap find(String name) {
    return cluster.map(name);
  }

  private HasMetadata get(String name) {
    return Objects.requireNonNull(find(name));
  }

  private String data(String name) {
    return String.valueOf(Objects.requireNonNull(find(name)).getData().get("value"));
  }

  private void edit(String name, String value) {
    client
        .configMaps()
        .inNamespace("apps")
        .withName(name)
        .edit(map -> new ConfigMapBuilder(map).addToData("value", value).build());
  }

  private static String deployment(int replicas, String version) {
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: app}
    spec:
      replicas: %d
      selector: {matchLabels: {app: app}}
      template:
        metadata: {labels: {app: app}}
        spec:
          containers: [{name: app, image: "app:%s"}]
    """
        .formatted(replicas, version);
  }
}
