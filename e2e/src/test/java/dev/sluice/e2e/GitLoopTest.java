package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.crds.Canary;
import dev.sluice.crds.CanaryStatus.Release;
import dev.sluice.crds.GitSync;
import dev.sluice.crds.GitSyncStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is released comes from Git, and what is rolled back goes back to Git. */
@Timeout(300)
class GitLoopTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String PATH = "deploy/podinfo.yaml";

  @TempDir private Path directory;
  private App app;
  private TeamRepository team;
  private Mortal operator;

  @BeforeEach
  void start() throws Exception {
    app = App.empty(Stages.bare());
    team = new TeamRepository(directory);
    team.push(PATH, manifests("1.0.0"), "Begin");
    operator = operator(app);
    sync(app);
    app.await(found -> true, "a Canary from Git");
    app.awaitPhase("Initialized");
  }

  private void sync(App app) {
    app.apply(
        """
        apiVersion: sluice.dev/v1alpha1
        kind: GitSync
        metadata: {name: app}
        spec:
          url: %s
          ref: {branch: main}
          interval: 5s
          paths: [{path: deploy}]
          writeBack: {author: {name: Release Bot, email: bot@example.com}}
        """
            .formatted(team.url()));
  }

  @AfterEach
  void stop() throws IOException {
    operator.close();
    team.close();
  }

  @Test
  void aGoodCommitIsPromotedAndABadOneIsTakenBack() throws Exception {
    String good = team.push(PATH, manifests("1.1.0"), "Ship 1.1.0");
    Canary promoted = app.awaitPhase("Succeeded");
    assertThat(promoted.getStatus().released().commit()).isEqualTo(good);
    assertThat(promoted.getStatus().history().getFirst().source().author()).isEqualTo("Ada");
    assertThat(app.events())
        .contains(
            "Rolling out %s by Ada: Ship 1.1.0".formatted(good.substring(0, 7)),
            "Promoted %s by Ada: Ship 1.1.0".formatted(good.substring(0, 7)));

    String bad = team.commit(PATH, manifests("1.2.0-notready"), "Ship 1.2.0");
    String later = team.push("deploy/unrelated.yaml", UNRELATED, "Add something else");
    app.await(
        canary ->
            canary.getStatus().history().stream()
                .anyMatch(
                    release ->
                        release.outcome().equals("RolledBack")
                            && release.git() != null
                            && release.git().result().equals("Reverted")),
        "a revert");
    Release release =
        app.status().history().stream()
            .filter(one -> one.outcome().equals("RolledBack"))
            .findFirst()
            .orElseThrow();
    assertThat(release.source().commit()).isEqualTo(bad);
    assertThat(team.read(PATH)).isEqualTo(manifests("1.1.0"));
    assertThat(team.read("deploy/unrelated.yaml")).isEqualTo(UNRELATED);
    assertThat(team.head()).isEqualTo(release.git().commit());
    assertThat(team.parents()).containsExactly(later);
    assertThat(team.message())
        .startsWith("Revert \"Ship 1.2.0\"\n")
        .contains("This reverts commit " + bad);

    // The revert comes back as what runs already: nothing is analysed.
    int rollouts = app.status().rollout().id();
    app.await(
        canary ->
            canary.getStatus().rollout().failure() == null
                && app.image(App.NAME).endsWith(":1.1.0"),
        "the target back at the promoted revision");
    app.awaitPhase("Succeeded");
    assertThat(app.status().rollout().id()).isEqualTo(rollouts);
    assertThat(app.image("podinfo-primary")).endsWith(":1.1.0");
    assertThat(app.status().history())
        .extracting(Release::outcome)
        .containsExactly("RolledBack", "Promoted");
    assertThat(app.events())
        .contains(
            "Rolled back %s by Ada: Ship 1.2.0".formatted(bad.substring(0, 7)),
            "podinfo.%s is back at the promoted revision, no analysis is needed"
                .formatted(app.namespace()))
        .anyMatch(
            event ->
                event.startsWith(
                    "Took back %s by Ada: Ship 1.2.0 in ".formatted(bad.substring(0, 7))));
    assertThat(team.notes())
        .contains("Ship 1.1.0: ")
        .contains("#1 Promoted")
        .contains("RolledBack: ")
        .contains("(reverted in " + team.head().substring(0, 7) + ")");
  }

  @Test
  void aBadCommitIsHeldBackUntilANewerOneChangesTheTarget() throws Exception {
    String good = team.push(PATH, manifests("1.1.0", "Hold"), "Ship 1.1.0");
    app.awaitPhase("Succeeded");
    int rollouts = app.status().rollout().id();

    team.commit("deploy/unrelated.yaml", UNRELATED, "Add something else");
    String bad = team.push(PATH, manifests("1.2.0-notready", "Hold"), "Ship 1.2.0");
    GitSyncStatus held = awaitSync(status -> !status.held().isEmpty(), "a hold");
    assertThat(held.held())
        .extracting(GitSyncStatus.Held::commit, GitSyncStatus.Held::instead)
        .containsExactly(tuple(good, bad));
    awaitSync(status -> ("main@sha1:" + bad).equals(status.appliedRevision()), "the bad commit");
    app.awaitPhase("Succeeded");
    assertThat(app.image(App.NAME)).endsWith(":1.1.0");
    assertThat(app.status().rollout().id()).as("holding is no rollout").isEqualTo(rollouts + 1);
    assertThat(unrelated()).as("the rest of the commit").isEqualTo("1");
    assertThat(app.events())
        .contains(
            "%s by Ada: Ship 1.2.0 is held back: podinfo.%s stays at %s by Ada: Ship 1.1.0 until a newer commit changes it"
                .formatted(bad.substring(0, 7), app.namespace(), good.substring(0, 7)));
    assertThat(syncEvents())
        .anyMatch(event -> event.startsWith("%s/podinfo is kept at ".formatted(app.namespace())));
    assertThat(team.notes()).contains("(held back)");
    assertThat(team.head()).as("Git stays as it is").isEqualTo(bad);

    operator.close();
    operator = operator(app);
    String later =
        team.push("deploy/unrelated.yaml", UNRELATED.replace("\"1\"", "\"2\""), "Change it");
    awaitSync(status -> ("main@sha1:" + later).equals(status.appliedRevision()), "the later one");
    assertThat(unrelated()).isEqualTo("2");
    assertThat(app.image(App.NAME)).as("after a restart").endsWith(":1.1.0");
    assertThat(app.status().rollout().id()).isEqualTo(rollouts + 1);

    String mended = team.push(PATH, manifests("1.3.0", "Hold"), "Ship 1.3.0");
    app.await(canary -> app.image("podinfo-primary").endsWith(":1.3.0"), "1.3.0");
    Canary promoted = app.awaitPhase("Succeeded");
    assertThat(promoted.getStatus().released().commit()).isEqualTo(mended);
    assertThat(awaitSync(status -> status.held().isEmpty(), "no hold").held()).isEmpty();
    assertThat(syncEvents()).noneMatch(event -> event.contains("others"));
  }

  @Test
  void aNewClusterBringsBackWhatWasPromotedAndNotWhatWasRolledBack() throws Exception {
    String good = team.push(PATH, manifests("1.1.0", "None"), "Ship 1.1.0");
    app.awaitPhase("Succeeded");
    String bad = team.push(PATH, manifests("1.2.0-notready", "None"), "Ship 1.2.0");
    app.await(
        canary ->
            canary.getStatus().history().getFirst().outcome().equals("RolledBack")
                && canary.getStatus().history().getFirst().git() != null,
        "a note of the rollback");
    assertThat(team.notes()).contains(", back to " + good.substring(0, 7));
    operator.close();

    app = app.twin(Stages.another());
    operator = operator(app);
    sync(app);
    app.await(found -> true, "a Canary from Git");
    app.awaitPhase("Initialized");
    assertThat(app.image("podinfo-primary")).endsWith(":1.1.0");
    assertThat(app.image(App.NAME)).endsWith(":1.1.0");
    GitSyncStatus status =
        awaitSync(one -> ("main@sha1:" + bad).equals(one.appliedRevision()), "the bad commit");
    assertThat(status.held())
        .extracting(
            GitSyncStatus.Held::commit, GitSyncStatus.Held::instead, GitSyncStatus.Held::until)
        .containsExactly(tuple(good, bad, "NewerCommit"));
    assertThat(app.status().released().commit()).isEqualTo(good);

    String mended = team.push(PATH, manifests("1.3.0", "None"), "Ship 1.3.0");
    app.await(canary -> app.image("podinfo-primary").endsWith(":1.3.0"), "1.3.0");
    assertThat(app.awaitPhase("Succeeded").getStatus().released().commit()).isEqualTo(mended);
    assertThat(app.status().history())
        .extracting(Release::outcome)
        .as("1.3.0 is the only rollout that there was")
        .containsExactly("Promoted");
  }

  @Test
  void aNewClusterRollsOutWhatWasNeverTriedWhenWhatWasPromotedServes() throws Exception {
    String good = team.push(PATH, manifests("1.1.0", "None"), "Ship 1.1.0");
    app.await(
        canary ->
            !canary.getStatus().history().isEmpty()
                && canary.getStatus().history().getFirst().git() != null,
        "a note of the promotion");
    operator.close();
    String untried = team.push(PATH, manifests("1.2.0", "None"), "Ship 1.2.0");

    app = app.twin(Stages.another());
    operator = operator(app);
    sync(app);
    app.await(found -> true, "a Canary from Git");
    app.await(
        canary -> canary.getStatus() != null && !canary.getStatus().history().isEmpty(),
        "a rollout");
    Release release = app.status().history().getFirst();
    assertThat(release.outcome()).isEqualTo("Promoted");
    assertThat(release.source().commit()).isEqualTo(untried);
    assertThat(syncEvents())
        .anyMatch(
            event ->
                event.startsWith(
                    "%s/podinfo is kept at %s instead of %s until it has a primary"
                        .formatted(
                            app.namespace(), good.substring(0, 7), untried.substring(0, 7))));
    assertThat(app.image("podinfo-primary")).endsWith(":1.2.0");
  }

  @Test
  void aChangeByHandIsToldAsOneAndNoCommitIsBlamedForIt() throws Exception {
    String good = team.head();
    leaveDrift();
    setImage("1.2.0-notready");
    app.await(
        canary ->
            canary.getStatus().history().stream()
                .anyMatch(release -> release.outcome().equals("RolledBack")),
        "a rollback");
    Release release = app.status().history().getFirst();
    assertThat(release.changedBy()).isEqualTo("kubectl-set");
    assertThat(release.source()).isNull();
    assertThat(app.status().rollout().changedBy()).isEqualTo("kubectl-set");
    assertThat(app.status().rollout().source()).isNull();
    assertThat(app.events())
        .contains(
            "Rolling out a change in the cluster by kubectl-set",
            "Rolled back a change in the cluster by kubectl-set")
        .noneMatch(event -> event.contains(" by Ada: Begin") && event.startsWith("Rolled back"));

    String next = team.push(PATH, manifests("1.1.0"), "Ship 1.1.0");
    app.await(canary -> app.image("podinfo-primary").endsWith(":1.1.0"), "1.1.0");
    assertThat(app.awaitPhase("Succeeded").getStatus().released().commit()).isEqualTo(next);
    app.await(
        canary -> canary.getStatus().history().getFirst().git() != null, "a note of the promotion");
    assertThat(app.status().history().get(1).git()).as("of the change by hand").isNull();
    assertThat(team.head()).as("nothing was taken back").isEqualTo(next);
    assertThat(team.parents()).containsExactly(good);
    assertThat(team.notes()).contains("Promoted").doesNotContain("RolledBack");
  }

  @Test
  void aChangeByHandThatIsPutRightEndsWithoutARollout() throws Exception {
    String head = team.head();
    setImage("1.2.0-notready");
    Awaitility.await("the commit's image")
        .atMost(PATIENCE)
        .until(
            () ->
                syncEvents().stream().anyMatch(event -> event.startsWith("Put right"))
                    && app.image(App.NAME).endsWith(":1.0.0"));
    app.await(
        canary ->
            List.of("Initialized", "Succeeded").contains(canary.getStatus().phase())
                && canary
                    .getStatus()
                    .rollout()
                    .seenRevision()
                    .equals(canary.getStatus().lastPromotedSpec()),
        "the promoted revision");
    assertThat(app.image("podinfo-primary")).endsWith(":1.0.0");
    assertThat(app.status().released().commit()).isEqualTo(head);
    assertThat(app.status().history())
        .extracting(Release::outcome)
        .doesNotContain("Promoted", "RolledBack");
    assertThat(team.head()).isEqualTo(head);
  }

  private void leaveDrift() {
    GitSync changed =
        app.client()
            .resources(GitSync.class)
            .inNamespace(app.namespace())
            .withName("app")
            .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"selfHeal\":false}}");
    awaitSync(
        status -> changed.getMetadata().getGeneration().equals(status.observedGeneration()),
        "the GitSync that leaves drift");
  }

  /** As {@code kubectl set image} does. */
  private void setImage(String tag) {
    app.deployment(App.NAME)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.STRATEGIC_MERGE)
                .withFieldManager("kubectl-set")
                .build(),
            """
            {"spec":{"template":{"spec":{"containers":[{"name":"app","image":"sluice.dev/demo:%s"}]}}}}
            """
                .formatted(tag));
  }

  private Mortal operator(App app) {
    return Mortal.replica(app, Mortal.options(app, directory), "sluice/e2e");
  }

  private GitSyncStatus awaitSync(Predicate<GitSyncStatus> wanted, String what) {
    return Awaitility.await(what)
        .atMost(PATIENCE)
        .until(
            () ->
                app.client()
                    .resources(GitSync.class)
                    .inNamespace(app.namespace())
                    .withName("app")
                    .get()
                    .getStatus(),
            wanted);
  }

  private List<String> syncEvents() {
    return app.client().v1().events().inNamespace(app.namespace()).list().getItems().stream()
        .filter(event -> event.getInvolvedObject().getKind().equals("GitSync"))
        .map(Event::getMessage)
        .toList();
  }

  private String unrelated() {
    return app.client()
        .configMaps()
        .inNamespace(app.namespace())
        .withName("unrelated")
        .get()
        .getData()
        .get("a");
  }

  /**
   * The operator is killed after every write to the API server and every push that it has not been
   * killed after before, and started again.
   */
  @Test
  void aBadCommitIsTakenBackOnceWhateverHappensToTheOperator() throws Exception {
    operator.close();
    Lives lives = new Lives(app, Mortal.options(app, directory));
    team.host().onReceived(() -> lives.mayDieAfter("push " + references()));
    String bad = team.push(PATH, manifests("1.2.0-notready"), "Ship 1.2.0");
    lives.dieUntil(
        "taken back",
        () ->
            app.status().history().stream()
                .anyMatch(
                    release ->
                        release.outcome().equals("RolledBack")
                            && release.git() != null
                            && release.git().result().equals("Reverted")
                            && app.status().rollout().failure() == null),
        Duration.ofSeconds(2));

    assertThat(lives.deaths()).anyMatch(death -> death.startsWith("push "));
    assertThat(team.read(PATH)).isEqualTo(manifests("1.0.0"));
    assertThat(team.parents()).containsExactly(bad);
    assertThat(team.message()).startsWith("Revert \"Ship 1.2.0\"\n");
    assertThat(app.status().history()).extracting(Release::outcome).containsExactly("RolledBack");
    assertThat(team.notes().split("RolledBack", -1)).hasSize(2);
    assertThat(app.image("podinfo-primary")).endsWith(":1.0.0");
  }

  private String references() {
    try {
      return team.references();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final String UNRELATED =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: unrelated}
      data: {a: "1"}
      """;

  private static String manifests(String tag) {
    return manifests(tag, "Revert");
  }

  private static String manifests(String tag, String onRollback) {
    return TeamManifests.of("sluice.dev/demo:" + tag, onRollback, 5);
  }
}
