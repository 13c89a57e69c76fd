package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.crds.CanaryStatus.Release;
import dev.sluice.crds.Condition;
import dev.sluice.crds.ImagePolicy;
import dev.sluice.crds.ImagePolicyStatus;
import dev.sluice.crds.Receiver;
import dev.sluice.crds.ReceiverStatus;
import dev.sluice.playground.host.ImageRegistry;
import dev.sluice.playground.host.Webhook;
import dev.sluice.playground.host.Webhook.Proof;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a Git host and a registry call for. All intervals are an hour: what happens, happens because
 * of a call.
 */
@Timeout(300)
class GitCallsTest {
  private static final Logger log = LoggerFactory.getLogger(GitCallsTest.class);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String TOKEN = "known-to-both-sides";
  private static final String WORKLOAD = "deploy/podinfo.yaml";

  /** More than ten would be slowed down. */
  private static final int PUSHES = 7;

  @TempDir private Path directory;
  private App app;
  private TeamRepository team;
  private ImageRegistry registry;
  private Mortal operator;

  @BeforeEach
  void start() throws IOException {
    app = App.empty(Stages.bare());
    team = new TeamRepository(directory);
    registry = ImageRegistry.start();
    registry.push("podinfo", "1.0.0");
    team.push("deploy/begin.yaml", config("begin", "0"), "Begin");
    operator = Mortal.replica(app, Mortal.options(app, directory), "sluice/e2e");
    app.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: hook}
        stringData: {token: %s}
        ---
        apiVersion: sluice.dev/v1alpha1
        kind: GitSync
        metadata: {name: app}
        spec:
          url: %s
          ref: {branch: main}
          interval: 1h
          paths: [{path: deploy}]
          prune: true
          writeBack: {}
        ---
        apiVersion: sluice.dev/v1alpha1
        kind: Receiver
        metadata: {name: git}
        spec:
          type: GenericHmac
          secretRef: {name: hook}
          resources: [{kind: GitSync, name: app}]
        """
            .formatted(TOKEN, team.url()));
    awaitReceiver("git");
    awaitConfig("begin", "0");
    team.host().onPush("app", new Webhook(hook("git"), TOKEN, Proof.SIGNATURE));
  }

  @AfterEach
  void stop() throws IOException {
    operator.close();
    registry.close();
    team.close();
  }

  @Test
  void aPushIsInTheClusterSoonAfterTheCall() throws IOException {
    List<Duration> times = new ArrayList<>();
    for (int push = 1; push <= PUSHES; push++) {
      String value = String.valueOf(push);
      team.commit("deploy/value.yaml", config("value", value), "Set " + value);
      long start = System.nanoTime();
      team.pushCommitted();
      awaitConfig("value", value);
      times.add(Duration.ofNanos(System.nanoTime() - start));
    }
    Collections.sort(times);
    log.info("From a push to the cluster, median of {}: {}", PUSHES, times.get(PUSHES / 2));
    // Two seconds on a machine that does nothing else; see docs/gitsync.md.
    assertThat(times.get(PUSHES / 2)).isLessThan(Duration.ofSeconds(15));
  }

  @Test
  void aNewImageBecomesACommitAndIsPromoted() throws IOException {
    team.push(WORKLOAD, workload("1.0.0"), "Ship 1.0.0");
    team.push("deploy/images.yaml", images(), "Take new images");
    app.await(found -> true, "a Canary from Git");
    app.awaitPhase("Initialized");
    awaitReceiver("registry");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                policy()
                    .map(ImagePolicyStatus::latest)
                    .filter(i -> i.tag().equals("1.0.0"))
                    .isPresent());
    registry.onPush(new Webhook(hook("registry"), TOKEN, Proof.BEARER));

    registry.push("podinfo", "1.1.0");

    app.awaitPhase("Succeeded");
    assertThat(app.image("podinfo-primary")).isEqualTo(registry.image("podinfo") + ":1.1.0");
    assertThat(app.status().released().author()).isEqualTo("Sluice");
    assertThat(app.status().released().commit()).isEqualTo(team.head());
    assertThat(team.read(WORKLOAD)).isEqualTo(workload("1.1.0"));
    assertThat(team.message()).startsWith("Update images\n");
  }

  @Test
  void anImageThatSomebodySetsPastGitIsPutRightBeforeAnybodyGetsIt() throws IOException {
    team.push(WORKLOAD, workload("1.0.0"), "Ship 1.0.0");
    app.await(found -> true, "a Canary from Git");
    app.awaitPhase("Initialized");

    app.deployment(App.NAME)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.STRATEGIC_MERGE)
                .withFieldManager("kubectl-set")
                .build(),
            """
            {"spec":{"template":{"spec":{"containers":[{"name":"app","image":"sluice.dev/demo:6.6.6"}]}}}}
            """);

    await()
        .atMost(PATIENCE)
        .until(() -> app.image(App.NAME).equals(registry.image("podinfo") + ":1.0.0"));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                app.client().v1().events().inNamespace(app.namespace()).list().getItems().stream()
                    .anyMatch(event -> event.getReason().equals("DriftHealed")));
    app.await(
        canary ->
            canary.getStatus().lastAppliedSpec().equals(canary.getStatus().lastPromotedSpec()),
        "no rollout");
    assertThat(app.status().history())
        .extracting(Release::outcome)
        .doesNotContain("Promoted", "RolledBack");
    assertThat(app.image("podinfo-primary")).endsWith(":1.0.0");
  }

  private URI hook(String receiver) {
    return operator.url().resolve("/hook/%s/%s".formatted(app.namespace(), receiver));
  }

  private void awaitReceiver(String name) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                Optional.ofNullable(
                        app.client()
                            .resources(Receiver.class)
                            .inNamespace(app.namespace())
                            .withName(name)
                            .get())
                    .map(Receiver::getStatus)
                    .map(ReceiverStatus::conditions)
                    .filter(all -> all.stream().map(Condition::status).allMatch("True"::equals))
                    .isPresent());
  }

  private void awaitConfig(String name, String value) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(
            () ->
                Optional.ofNullable(
                        app.client().configMaps().inNamespace(app.namespace()).withName(name).get())
                    .map(ConfigMap::getData)
                    .filter(data -> value.equals(data.get("value")))
                    .isPresent());
  }

  private Optional<ImagePolicyStatus> policy() {
    return Optional.ofNullable(
            app.client()
                .resources(ImagePolicy.class)
                .inNamespace(app.namespace())
                .withName("podinfo")
                .get())
        .map(ImagePolicy::getStatus);
  }

  private static String config(String name, String value) {
    return """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: %s}
    data: {value: "%s"}
    """
        .formatted(name, value);
  }

  private String images() {
    return """
    apiVersion: sluice.dev/v1alpha1
    kind: ImagePolicy
    metadata: {name: podinfo}
    spec:
      image: %s
      interval: 1h
      policy: {semver: {range: 1.x}}
      update: {gitSyncRef: {name: app}}
    ---
    apiVersion: sluice.dev/v1alpha1
    kind: Receiver
    metadata: {name: registry}
    spec:
      type: Registry
      secretRef: {name: hook}
      resources: [{kind: ImagePolicy, name: podinfo}]
    """
        .formatted(registry.image("podinfo"));
  }

  private String workload(String tag) {
    String image =
        "%s:%s # {\"$imagepolicy\": \"%s:podinfo\"}"
            .formatted(registry.image("podinfo"), tag, app.namespace());
    return TeamManifests.of(image, "Revert", 60);
  }
}
