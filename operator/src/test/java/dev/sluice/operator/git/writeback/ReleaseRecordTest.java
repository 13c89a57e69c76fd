package dev.sluice.operator.git.writeback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.crds.Canary;
import dev.sluice.crds.CanaryStatus.Release;
import dev.sluice.crds.CanaryStatus.WrittenBack;
import dev.sluice.crds.GitSync;
import dev.sluice.operator.git.repository.CommitInfo;
import dev.sluice.operator.git.signature.SshKeys;
import dev.sluice.operator.git.signature.TrustedKeys;
import dev.sluice.operator.kube.FakeCluster;
import dev.sluice.operator.kube.ProblemException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.OkHttpClient;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The loop's way back to Git, with Git's own server. */
@Timeout(120)
final class ReleaseRecordTest {
  private static final KubernetesSerialization YAML = new KubernetesSerialization();
  private static final String PATH = "deploy/podinfo.yaml";
  private static final String FILE =
      """
      kind: Deployment
      metadata: {name: podinfo}
      spec: {image: podinfo:1.0.0}
      ---
      kind: Service
      metadata: {name: podinfo}
      """;

  private final FakeCluster cluster = new FakeCluster();
  @TempDir private Path directory;
  private ServedRepository served;
  private ReleaseRecord record;
  private String good = "";
  private String bad = "";

  @BeforeEach
  void start() throws IOException {
    served = new ServedRepository(directory);
    record =
        new ReleaseRecord(
            cluster, served.repositories(), new OkHttpClient(), ServedRepository.CLOCK);
    good = served.origin.commit("main", Map.of(PATH, FILE), "Begin");
    bad =
        served.origin.commit(
            "main", Map.of(PATH, FILE.replace("1.0.0", "2.0.0")), "Raise the timeout\n\nMore.\n");
    served.origin.commit("main", Map.of("other.yaml", "a: 1\n"), "Later");
    served.cloned().fetch(served.remote(), ServedRepository.MAIN);
    sync("writeBack: {}");
    cluster.put(marked("Deployment", "podinfo", bad, PATH, Deployment.class));
  }

  @AfterEach
  void stop() {
    served.close();
  }

  @Test
  void takesBackTheCommitOfATargetThatAnotherToolApplies() throws Exception {
    cluster.put(unmarked());
    observing("");
    Canary canary = canary("Revert", "");
    assertThat(record.write(canary, release(canary)).result()).isEqualTo("Reverted");
    assertThat(served.read("main", PATH)).isEqualTo(FILE);
    Canary holding = canary("Hold", "");
    assertThatThrownBy(() -> record.write(holding, release(holding)))
        .hasMessageContaining("GitSync app.apps only observes");
  }

  @Test
  void takesBackTheFilesBesideAChartThatAnotherToolApplies() {
    String values = "envs/prod.yaml";
    good = served.origin.commit(values, "tag: 1\n# More.\n# And more.\n");
    bad = served.origin.commit(values, "tag: 2\n# More.\n# And more.\n");
    served.origin.commit(values, "tag: 2\n# More.\n# And more.\n# Later.\n");
    cluster.put(unmarked());
    observing("renderedFrom: [deploy, %s]".formatted(values));
    Canary canary = canary("Revert", "");
    assertThat(record.write(canary, release(canary)).result()).isEqualTo("Reverted");
    assertThat(served.read("main", values)).isEqualTo("tag: 1\n# More.\n# And more.\n# Later.\n");
  }

  @Test
  void aTargetWithoutMarksDoesNotComeFromGit() {
    cluster.put(unmarked());
    Canary canary = canary("Revert", "");
    assertThatThrownBy(() -> record.write(canary, release(canary)))
        .hasMessageContaining("no GitSync has podinfo.apps in its inventory");
  }

  @Test
  void signsWhatItCommitsToABranchWhoseCommitsMustBeSigned() throws Exception {
    KeyPair key = SshKeys.generate();
    sync("writeBack: {}\n  verify: {secretRef: {name: team}}");
    Canary canary = canary("Revert", "");
    assertThatThrownBy(() -> record.write(canary, release(canary)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("give Sluice a key in spec.writeBack.signingKey");
    assertThat(served.log("main").getFirst().message()).as("nothing was pushed").isEqualTo("Later");

    sync("writeBack: {signingKey: {name: sluice}}\n  verify: {secretRef: {name: team}}");
    cluster.put(
        new SecretBuilder()
            .withNewMetadata()
            .withName("sluice")
            .withNamespace("apps")
            .endMetadata()
            .addToData(
                "identity",
                Base64.getEncoder()
                    .encodeToString(
                        SshKeys.privateText(key, null).getBytes(StandardCharsets.US_ASCII)))
            .build());
    assertThat(record.write(canary, release(canary)).result()).isEqualTo("Reverted");
    TrustedKeys.of(Map.of("sluice", SshKeys.publicText(key)), "team", ServedRepository.CLOCK)
        .verify(served.origin.repository(), served.origin.head("main"));
  }

  @Test
  void takesTheCommitBackWithTheVerdictAndNotesIt() throws Exception {
    Canary canary = canary("Revert", "");
    WrittenBack written = record.write(canary, release(canary));
    CommitInfo commit = served.log("main").getFirst();
    assertThat(written)
        .isEqualTo(
            new WrittenBack(
                "Reverted",
                commit.sha(),
                null,
                "Took back %s by Ada: Raise the timeout in %s of main"
                    .formatted(bad.substring(0, 7), commit.sha().substring(0, 7))));
    assertThat(served.read("main", PATH)).isEqualTo(FILE);
    assertThat(served.read("main", "other.yaml")).isEqualTo("a: 1\n");
    assertThat(commit.message())
        .isEqualTo(
            """
            Revert "Raise the timeout"

            Sluice rolled podinfo.apps back: request-success-rate 91.2%% < 99%%

            This takes back what changed it since %s, which was promoted last.
            What came later stays.

            This reverts commit %s.
            Sluice-Rollout: apps/podinfo#3 2026-11-27T12:00:00Z
            """
                .formatted(good.substring(0, 7), bad));
    assertThat(served.notes())
        .contains(
            "Raise the timeout: 2026-11-27T12:00:00Z apps/podinfo#3 RolledBack:"
                + " request-success-rate 91.2% < 99% (reverted in "
                + commit.sha().substring(0, 7)
                + "), back to "
                + good.substring(0, 7)
                + "\n");
  }

  @Test
  void doesNothingTwice() throws Exception {
    Canary canary = canary("Revert", "");
    WrittenBack once = record.write(canary, release(canary));
    int commits = served.log("main").size();
    String notes = served.notes();
    assertThat(record.write(canary, release(canary))).isEqualTo(once);
    assertThat(served.log("main")).hasSize(commits);
    assertThat(served.notes()).isEqualTo(notes);
  }

  @Test
  void onlyNotesWhereTheCanaryWantsNoMore() throws Exception {
    Canary canary = canary("None", "");
    assertThat(record.wants(canary, release(canary))).isTrue();
    String before = served.origin.head("main");
    assertThat(record.write(canary, release(canary)).result()).isEqualTo("Noted");
    assertThat(served.origin.head("main")).isEqualTo(before);
    assertThat(served.notes()).contains("apps/podinfo#3 RolledBack");
  }

  @Test
  void aRolloutThatAnotherHasFollowedIsNotTakenBack() {
    Canary canary = canary("Revert", "{id: '4', revision: c, outcome: Promoted}, ");
    String before = served.origin.head("main");
    assertThat(record.write(canary, canary.getStatus().history().get(1)).result())
        .isEqualTo("Noted");
    assertThat(served.origin.head("main")).isEqualTo(before);
  }

  @Test
  void whatIsHeldBackIsOnlyNotedInGit() throws Exception {
    Canary canary = canary("Hold", "");
    String before = served.origin.head("main");
    WrittenBack written = record.write(canary, release(canary));
    assertThat(written.result()).isEqualTo("Held");
    assertThat(written.message())
        .isEqualTo(
            "%s by Ada: Raise the timeout is held back: podinfo.apps stays at %s until a newer commit changes it"
                .formatted(bad.substring(0, 7), good.substring(0, 7)));
    assertThat(served.origin.head("main")).isEqualTo(before);
    assertThat(served.notes())
        .contains("91.2% < 99% (held back), back to " + good.substring(0, 7) + "\n");
    sync("");
    assertThat(record.wants(canary, release(canary))).isTrue();
    assertThat(record.write(canary, release(canary))).isEqualTo(written);
  }

  @Test
  void aSyncWithoutWriteBackIsNotWrittenTo() {
    sync("");
    Canary canary = canary("Revert", "");
    assertThat(record.wants(canary, release(canary))).isTrue();
    assertThatThrownBy(() -> record.write(canary, release(canary)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("GitSync app.apps has no writeBack: add it there");
    Canary silent = canary("None", "");
    assertThat(record.wants(silent, release(silent))).isFalse();
  }

  @Test
  void marksThatNoGitSyncKnowsOfAreNotFollowed() {
    sync("writeBack: {}", "apps_another_apps_Deployment");
    Canary canary = canary("Revert", "");
    assertThatThrownBy(() -> record.write(canary, release(canary)))
        .hasMessageContaining("no GitSync has podinfo.apps in its inventory");
  }

  @Test
  void opensAPullRequestWithTheVerdictWhereTheRepositoryIsHosted() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    served
        .server()
        .serve(
            "/api/v1/repos/acme/app/pulls",
            exchange -> {
              String body =
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
              asked.add(exchange.getRequestMethod() + " " + body);
              boolean list = exchange.getRequestMethod().equals("GET");
              byte[] answer =
                  (list ? "[]" : "{\"html_url\":\"https://host/acme/app/pulls/1\"}")
                      .getBytes(StandardCharsets.UTF_8);
              exchange.sendResponseHeaders(list ? 200 : 201, answer.length);
              exchange.getResponseBody().write(answer);
              exchange.close();
            });
    cluster.put(
        object(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: token, namespace: apps}
            data: {token: dDBrM24=}
            """,
            Secret.class));
    sync("writeBack: {pullRequest: {provider: Gitea, secretRef: {name: token}}}");
    Canary canary = canary("PullRequest", "");
    String before = served.origin.head("main");
    WrittenBack written = record.write(canary, release(canary));
    assertThat(written.result()).isEqualTo("Proposed");
    assertThat(written.pullRequest()).isEqualTo("https://host/acme/app/pulls/1");
    assertThat(served.origin.head("main")).isEqualTo(before);
    assertThat(served.read("sluice/revert-apps-podinfo", PATH)).isEqualTo(FILE);
    assertThat(asked)
        .hasSize(2)
        .last(InstanceOfAssertFactories.STRING)
        .startsWith("POST ")
        .contains("Revert \\\"Raise the timeout\\\"")
        .contains("request-success-rate 91.2% < 99%")
        .contains("\"head\":\"sluice/revert-apps-podinfo\"");
    assertThat(served.notes()).contains("(revert proposed in ");
  }

  private Canary canary(String onRollback, String newer) {
    return object(
        """
        apiVersion: flagger.app/v1beta1
        kind: Canary
        metadata: {name: podinfo, namespace: apps, uid: u1}
        spec:
          targetRef: {apiVersion: apps/v1, kind: Deployment, name: podinfo}
          git: {onRollback: %s}
          analysis: {interval: 1s, threshold: 1, stepWeight: 10}
        status:
          released: {repository: '%s', commit: %s}
          history: [%s{id: '3', revision: b, outcome: RolledBack, endedAt: '2026-11-27T12:00:00Z',
            reason: 'request-success-rate 91.2%% < 99%%',
            source: {repository: '%s', commit: %s, author: Ada, message: Raise the timeout}}]
        """
            .formatted(onRollback, served.remote().url(), good, newer, served.remote().url(), bad),
        Canary.class);
  }

  private static Release release(Canary canary) {
    return canary.getStatus().history().getFirst();
  }

  private void sync(String writeBack) {
    sync(writeBack, "apps_podinfo_apps_Deployment");
  }

  private void sync(String writeBack, String inventory) {
    cluster.put(
        object(
            """
            apiVersion: sluice.dev/v1alpha1
            kind: GitSync
            metadata: {name: app, namespace: apps}
            spec:
              url: %s
              ref: {branch: main}
              %s
            status: {inventory: [{id: %s, v: v1}]}
            """
                .formatted(served.remote().url(), writeBack, inventory),
            GitSync.class));
  }

  private void observing(String more) {
    cluster.put(
        object(
            """
            apiVersion: sluice.dev/v1alpha1
            kind: GitSync
            metadata: {name: app, namespace: apps}
            spec: {url: '%s', mode: Observe, ref: {branch: main}, writeBack: {}}
            status:
              inventory:
              - {id: apps_podinfo_apps_Deployment, v: v1, seen: {commit: %s, path: %s, %s}}
            """
                .formatted(served.remote().url(), bad, PATH, more),
            GitSync.class));
  }

  private static Deployment unmarked() {
    return object(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: podinfo, namespace: apps}",
        Deployment.class);
  }

  private <T extends HasMetadata> T marked(
      String kind, String name, String commit, String path, Class<T> type) {
    return object(
        """
        apiVersion: %s
        kind: %s
        metadata:
          name: %s
          namespace: apps
          labels: {sluice.dev/sync-name: app, sluice.dev/sync-namespace: apps}
          annotations:
            sluice.dev/source: %s
            sluice.dev/commit: %s
            sluice.dev/path: %s
        """
            .formatted(
                kind.equals("Deployment") ? "apps/v1" : "v1",
                kind,
                name,
                served.remote().url(),
                commit,
                path),
        type);
  }

  private static <T> T object(String yaml, Class<T> type) {
    return YAML.unmarshal(yaml, type);
  }
}
