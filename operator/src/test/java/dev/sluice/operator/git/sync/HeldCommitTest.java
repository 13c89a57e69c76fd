package dev.sluice.operator.git.sync;

import static dev.sluice.operator.git.sync.SyncCluster.deployment;
import static dev.sluice.operator.git.sync.SyncCluster.revision;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.crds.GitSyncStatus;
import dev.sluice.crds.GitSyncStatus.Held;
import dev.sluice.operator.git.repository.Origin;
import dev.sluice.operator.git.signature.SigningKey;
import dev.sluice.operator.git.signature.SshKeys;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Map;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.util.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workloads that are held back, and the commits that this needs. The cluster is new, and the notes
 * say that the newest version was rolled back.
 */
@Timeout(300)
final class HeldCommitTest {
  @TempDir private Path directory;
  private SyncCluster cluster;
  private Origin origin;
  private String good = "";
  private String bad = "";

  @BeforeEach
  void start() {
    cluster = new SyncCluster();
    origin = new Origin(directory.resolve("app.git"));
  }

  @AfterEach
  void stop() {
    cluster.close();
    origin.close();
  }

  @Test
  void saysSoWhenTheRepositoryDoesNotHaveTheCommitAnyMore() throws Exception {
    release();
    hold("");
    cluster.abandon();
    rewrite();
    FileUtils.delete(
        directory.resolve("cache").toFile(),
        FileUtils.RECURSIVE | FileUtils.SKIP_MISSING | FileUtils.RETRY);
    cluster.operate(directory);
    cluster.ask("app");
    String message = awaitGone();
    assertThat(message)
        .contains("the commit %s that this needs cannot be had".formatted(good))
        .endsWith("push a commit that changes it, or set git.onRollback of its Canary to None");
    assertThat(image()).as("the cluster stays as it is").isEqualTo("app:1.0.0");

    String mended = origin.commit("deploy/app.yaml", manifests("1.1.0"));
    cluster.ask("app");
    cluster.await("app", status -> revision(mended).equals(status.appliedRevision()));
    assertThat(image()).isEqualTo("app:1.1.0");
  }

  @Test
  void saysSoWhenTheCommitCannotBeRenderedAsTheSyncIsNow() throws Exception {
    release();
    hold("");
    String moved =
        origin.commit(
            "main",
            Map.of("deploy/app.yaml", "", "production/app.yaml", manifests("2.0.0")),
            "Move the file");
    cluster.sync("app", spec("production", ""));
    assertThat(awaitGone()).contains("the commit %s that this needs".formatted(good));
    assertThat(image()).isEqualTo("app:1.0.0");
    assertThat(cluster.await("app", status -> true).appliedRevision())
        .isNotEqualTo(revision(moved));
  }

  @Test
  void holdsAtACommitThatTheSignedOneHasInItsHistory() throws Exception {
    KeyPair ada = trust();
    release();
    sign(ada);
    String signed = origin.commit("README.md", "words");
    Held held = hold(VERIFY);
    assertThat(held.commit()).as("not signed itself").isEqualTo(good);
    cluster.await("app", status -> revision(signed).equals(status.appliedRevision()));
    assertThat(image()).isEqualTo("app:1.0.0");
  }

  @Test
  void doesNotHoldAtACommitThatTheSignedOneDoesNotHaveInItsHistory() throws Exception {
    sign(trust());
    release();
    hold(VERIFY);
    rewrite();
    cluster.ask("app");
    assertThat(awaitGone())
        .contains("it is not in the history of %s, which is signed".formatted(origin.head("main")));
    assertThat(image()).isEqualTo("app:1.0.0");
  }

  /** Another cluster has promoted the first commit and rolled the second one back. */
  private void release() throws Exception {
    good = origin.commit("deploy/app.yaml", manifests("1.0.0"));
    bad = origin.commit("deploy/app.yaml", manifests("2.0.0"));
    try (RevWalk walk = new RevWalk(origin.repository())) {
      Git.wrap(origin.repository())
          .notesAdd()
          .setNotesRef("refs/notes/sluice")
          .setObjectId(walk.parseCommit(ObjectId.fromString(bad)))
          .setMessage(
              "2026-11-27T12:00:00Z apps/app#2 RolledBack: why, back to " + good.substring(0, 7))
          .call();
    }
  }

  /** Puts what there is into a history without the good commit. */
  private void rewrite() {
    origin.force("main", origin.commit("another", Map.of(), "Begin anew"));
  }

  private Held hold(String more) throws Exception {
    cluster.operate(directory);
    cluster.sync("app", spec("deploy", more));
    GitSyncStatus status = cluster.await("app", one -> !one.held().isEmpty());
    cluster.await("app", one -> one.appliedRevision() != null);
    assertThat(status.held())
        .extracting(Held::commit, Held::instead)
        .containsExactly(tuple(good, bad));
    assertThat(image()).isEqualTo("app:1.0.0");
    return status.held().getFirst();
  }

  private String awaitGone() {
    return cluster
        .await("app", status -> status.conditions().getFirst().reason().equals("HeldCommitGone"))
        .conditions()
        .getFirst()
        .message();
  }

  private KeyPair trust() {
    KeyPair key = SshKeys.generate();
    cluster
        .client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("team")
                .withNamespace("apps")
                .endMetadata()
                .addToStringData("ada.pub", SshKeys.publicText(key))
                .build())
        .create();
    return key;
  }

  private void sign(KeyPair key) {
    origin.signWith(SigningKey.of(Map.of("identity", SshKeys.privateText(key, null)), "ada"));
  }

  private String image() {
    return cluster
        .client
        .apps()
        .deployments()
        .inNamespace("apps")
        .withName("app")
        .get()
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .getFirst()
        .getImage();
  }

  private String spec(String path, String more) {
    return "url: file://%s\nref: {branch: main}\ninterval: 1h\npaths: [{path: %s}]\nwriteBack: {}\n%s"
        .formatted(origin.directory(), path, more);
  }

  private static final String VERIFY = "verify: {secretRef: {name: team}}";

  private static String manifests(String tag) {
    return deployment(tag)
        + """
        ---
        apiVersion: flagger.app/v1beta1
        kind: Canary
        metadata: {name: app}
        spec:
          targetRef: {apiVersion: apps/v1, kind: Deployment, name: app}
          service: {port: 80}
          git: {onRollback: Hold}
          analysis: {interval: 1m, threshold: 1, stepWeight: 10}
        """;
  }
}
