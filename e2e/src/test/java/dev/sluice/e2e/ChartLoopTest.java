package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is released is rendered from a chart, and what is rolled back goes back to its values. */
@Timeout(300)
class ChartLoopTest {
  private static final String VALUES = "envs/prod.yaml";

  @TempDir private Path directory;
  private App app;
  private TeamRepository team;
  private Mortal operator;

  @BeforeEach
  void start() throws Exception {
    app = App.empty(Stages.bare());
    team = new TeamRepository(directory);
    team.commit("chart/Chart.yaml", "apiVersion: v2\nname: podinfo\nversion: 0.1.0\n", "Chart");
    team.commit("chart/templates/podinfo.yaml", template(), "Template");
    team.push(VALUES, values("1.0.0"), "Begin");
    operator = Mortal.replica(app, Mortal.options(app, directory), "sluice/e2e");
    app.apply(
        """
        apiVersion: sluice.dev/v1alpha1
        kind: GitSync
        metadata: {name: podinfo}
        spec:
          url: %s
          ref: {branch: main}
          interval: 5s
          paths: [{path: chart, renderer: Helm, helm: {valuesFiles: [%s]}}]
          writeBack: {author: {name: Release Bot, email: bot@example.com}}
        """
            .formatted(team.url(), VALUES));
    app.await(found -> true, "a Canary from a chart");
    app.awaitPhase("Initialized");
  }

  @AfterEach
  void stop() throws IOException {
    operator.close();
    team.close();
  }

  @Test
  void aValueThatBreaksTheTargetIsTakenBack() throws Exception {
    String good = team.push(VALUES, values("1.1.0"), "Ship 1.1.0");
    assertThat(app.awaitPhase("Succeeded").getStatus().released().commit()).isEqualTo(good);

    String bad = team.push(VALUES, values("1.2.0-notready"), "Ship 1.2.0");
    app.await(
        canary ->
            canary.getStatus().history().stream()
                .anyMatch(
                    release ->
                        release.outcome().equals("RolledBack")
                            && release.source().commit().equals(bad)
                            && release.git() != null
                            && release.git().result().equals("Reverted")),
        "a revert");
    assertThat(team.read(VALUES)).isEqualTo(values("1.1.0"));
    assertThat(team.message())
        .startsWith("Revert \"Ship 1.2.0\"\n")
        .contains("This reverts commit " + bad);

    // What is rendered from the revert is what runs already: nothing is analysed.
    int rollouts = app.status().rollout().id();
    app.await(
        canary -> app.image(App.NAME).endsWith(":1.1.0"), "the target at the promoted revision");
    app.awaitPhase("Succeeded");
    assertThat(app.status().rollout().id()).isEqualTo(rollouts);
    assertThat(app.image("podinfo-primary")).endsWith(":1.1.0");
  }

  private static String values(String tag) {
    return "tag: %s\n# More of it some day.\n".formatted(tag);
  }

  private static String template() {
    return TeamManifests.of("sluice.dev/demo:{{ .Values.tag }}", "Revert", 5)
        .replace("name: podinfo}", "name: {{ .Release.Name }}}");
  }
}
