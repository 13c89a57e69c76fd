package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.Canary;
import dev.sluice.crds.CanaryStatus.Release;
import dev.sluice.operator.boot.OperatorOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is released comes from Git, and what is rolled back goes back to Git. */
@Timeout(300)
class GitLoopTest {
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
    operator =
        Mortal.replica(
            app,
            Mortal.options(app)
                .with(
                    new OperatorOptions.Git(
                        directory.resolve("cache"), 64L << 20, List.of(directory), null)),
            "sluice/e2e");
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
    app.await(found -> true, "a Canary from Git");
    app.awaitPhase("Initialized");
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

  private static final String UNRELATED =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: unrelated}
      data: {a: "1"}
      """;

  private static String manifests(String tag) {
    return """
    apiVersion: v1
    kind: Service
    metadata: {name: podinfo}
    spec:
      selector: {app: podinfo}
      ports: [{name: http, port: 80, targetPort: http}]
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: podinfo}
    spec:
      selector: {matchLabels: {app: podinfo}}
      template:
        metadata: {labels: {app: podinfo}}
        spec:
          containers:
          - name: app
            image: sluice.dev/demo:%s
            ports: [{name: http, containerPort: 8080}]
            readinessProbe: {httpGet: {path: /readyz, port: http}, periodSeconds: 1, timeoutSeconds: 60}
    ---
    apiVersion: flagger.app/v1beta1
    kind: Canary
    metadata: {name: podinfo}
    spec:
      provider: kubernetes
      targetRef: {apiVersion: apps/v1, kind: Deployment, name: podinfo}
      progressDeadlineSeconds: 5
      service: {port: 80, targetPort: http}
      git: {onRollback: Revert}
      analysis: {interval: 1s, threshold: 2, iterations: 2}
    """
        .formatted(tag);
  }
}
