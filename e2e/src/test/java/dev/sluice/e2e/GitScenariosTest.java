package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.crds.GitSync;
import dev.sluice.crds.GitSyncStatus;
import dev.sluice.operator.boot.OperatorOptions;
import dev.sluice.playground.world.load.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From a push to a promoted version. */
@Timeout(300)
class GitScenariosTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String CANARY =
      """
      apiVersion: flagger.app/v1beta1
      kind: Canary
      metadata: {name: podinfo}
      spec:
        targetRef: {apiVersion: apps/v1, kind: Deployment, name: podinfo}
      """;

  @TempDir private Path directory;
  private Path work;

  @BeforeEach
  void init() throws GitAPIException {
    work = directory.resolve("repository");
    Git.init().setInitialBranch("main").setDirectory(work.toFile()).call().close();
  }

  @Test
  void aPushIsPromotedAndWhatSluiceWritesMeanwhileIsNoDrift() throws Exception {
    App app = App.empty(Stages.bare());
    Files.writeString(work.resolve("canary.yaml"), CANARY + Specs.UNJUDGED.indent(2));
    push(app, "1.0.0");
    try (Mortal _ = Mortal.replica(app, options(app), "git")) {
      app.apply(
          """
          apiVersion: sluice.dev/v1alpha1
          kind: GitSync
          metadata: {name: podinfo}
          spec:
            url: file://%s
            interval: 5s
            prune: true
          """
              .formatted(work));
      app.awaitPhase("Initialized");
      try (Load load = app.load(20)) {
        String second = push(app, "1.1.0");
        app.awaitPhase("Progressing");
        app.awaitPhase("Succeeded");
        assertThat(app.image("podinfo-primary")).endsWith(":1.1.0");
        assertThat(load.report().failures()).isZero();
        assertThat(app.deployment(App.NAME).get().getMetadata().getAnnotations())
            .containsEntry("sluice.dev/commit", second)
            .containsEntry("sluice.dev/path", "app.yaml");
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    status(app)
                        .map(GitSyncStatus::goodRevision)
                        .filter(("main@sha1:" + second)::equals)
                        .isPresent());
      }
      assertThat(app.deployment(App.NAME).get().getSpec().getReplicas()).isZero();
      assertThat(app.client().v1().events().inNamespace(app.namespace()).list().getItems())
          .filteredOn(event -> event.getInvolvedObject().getKind().equals("GitSync"))
          .isNotEmpty()
          .noneMatch(event -> event.getReason().startsWith("Drift"));
    }
  }

  private OperatorOptions options(App app) {
    return Mortal.options(app)
        .with(
            new OperatorOptions.Git(
                directory.resolve("cache"), 64 << 20, List.of(directory), null));
  }

  private static Optional<GitSyncStatus> status(App app) {
    return Optional.ofNullable(
            app.client()
                .resources(GitSync.class)
                .inNamespace(app.namespace())
                .withName("podinfo")
                .get())
        .map(GitSync::getStatus);
  }

  private String push(App app, String tag) throws IOException, GitAPIException {
    Files.writeString(work.resolve("app.yaml"), app.manifests(tag));
    try (Git git = Git.open(work.toFile())) {
      git.add().addFilepattern(".").call();
      return git.commit()
          .setAuthor("Ada", "ada@example.com")
          .setCommitter("Ada", "ada@example.com")
          .setSign(false)
          .setMessage("Ship " + tag)
          .call()
          .name();
    }
  }
}
