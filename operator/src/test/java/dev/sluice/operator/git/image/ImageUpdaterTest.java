package dev.sluice.operator.git.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.crds.Condition;
import dev.sluice.crds.GitSync;
import dev.sluice.crds.ImagePolicy;
import dev.sluice.crds.ImagePolicyStatus.Found;
import dev.sluice.operator.git.image.ScanResult.Update;
import dev.sluice.operator.git.repository.CommitInfo;
import dev.sluice.operator.git.repository.Limits;
import dev.sluice.operator.git.repository.Origin;
import dev.sluice.operator.git.repository.Repositories;
import dev.sluice.operator.git.writeback.BranchWriter;
import dev.sluice.operator.git.writeback.ServedRepository;
import dev.sluice.operator.kube.FakeCluster;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class ImageUpdaterTest {
  private static final KubernetesSerialization YAML = new KubernetesSerialization();
  private static final String TWO_IMAGES =
      """
      # Kept as it is.
      images:
        - acme/podinfo:1.0.0   # {"$imagepolicy": "apps:podinfo"}
        - acme/other:1.0.0 # {"$imagepolicy": "apps:other"}
        - acme/podinfo:1.0.0 # {"$imagepolicy": "elsewhere:podinfo"}
      """;

  private final FakeCluster cluster = new FakeCluster();
  @TempDir private Path directory;
  private ServedRepository served;
  private ImageUpdater updater;

  @BeforeEach
  void start() throws IOException {
    served = new ServedRepository(directory);
    updater =
        new ImageUpdater(cluster, served.repositories(), new BranchWriter(ServedRepository.CLOCK));
    served.origin.commit(
        "main",
        Map.of(
            "deploy/app.yaml", TWO_IMAGES,
            "elsewhere/app.yaml", TWO_IMAGES,
            "deploy/notes.txt", TWO_IMAGES,
            "deploy/chart.yaml", "{{ no yaml }}: ["),
        "Begin");
    sync("writeBack: {author: {name: Bot, email: bot@example.com}}");
  }

  @AfterEach
  void stop() {
    served.close();
  }

  @Test
  void commitsTheNewestImageBesideItsMarkersInTheDirectoriesOfTheSync() {
    ImagePolicy podinfo = policy("podinfo", "", "null");
    Update update = updater.update(podinfo, found("2.0.0"), List.of(podinfo));
    CommitInfo commit = served.log("main").getFirst();
    assertThat(update).isEqualTo(new Update.Pushed(commit.sha(), "main"));
    assertThat(served.read("main", "deploy/app.yaml"))
        .isEqualTo(TWO_IMAGES.replaceFirst("podinfo:1.0.0", "podinfo:2.0.0"));
    assertThat(served.read("main", "elsewhere/app.yaml")).isEqualTo(TWO_IMAGES);
    assertThat(served.read("main", "deploy/notes.txt")).isEqualTo(TWO_IMAGES);
    assertThat(commit.author()).isEqualTo("Bot");
    assertThat(commit.message())
        .isEqualTo(
            """
            Update images

            - acme/podinfo:1.0.0 -> acme/podinfo:2.0.0 (apps:podinfo)
            """);
  }

  @Test
  void commitsTheImagesOfAllPoliciesOfTheNamespaceAtOnce() {
    ImagePolicy podinfo = policy("podinfo", "", "null");
    ImagePolicy other = policy("other", "", "{name: acme/other, tag: 3.0.0}");
    ImagePolicy apart = policy("podinfo2", "branch: images", "{name: acme/x, tag: 3.0.0}");
    updater.update(podinfo, found("2.0.0"), List.of(podinfo, other, apart));
    assertThat(served.read("main", "deploy/app.yaml"))
        .isEqualTo(
            TWO_IMAGES
                .replaceFirst("podinfo:1.0.0", "podinfo:2.0.0")
                .replaceFirst("other:1.0.0", "other:3.0.0"));
    assertThat(served.log("main")).hasSize(2);
  }

  @Test
  void editsNoFileOfASubmoduleAndSaysSo() {
    served.origin.submodule("lib");
    String before = served.origin.commit(".gitmodules", Origin.module("lib", "../lib.git"));
    ImagePolicy podinfo = policy("podinfo", "paths: [lib/deploy]", "null");
    assertThat(updater.update(podinfo, found("2.0.0"), List.of(podinfo)))
        .isInstanceOfSatisfying(
            Update.Failed.class,
            failed -> {
              assertThat(failed.reason()).isEqualTo("SubmoduleRefused");
              assertThat(failed.message()).startsWith("lib/deploy is in the submodule lib");
            });
    assertThat(served.origin.head("main")).isEqualTo(before);
  }

  @Test
  void commitsNothingASecondTime() {
    ImagePolicy podinfo = policy("podinfo", "", "null");
    updater.update(podinfo, found("2.0.0"), List.of(podinfo));
    assertThat(updater.update(podinfo, found("2.0.0"), List.of(podinfo)))
        .isEqualTo(new Update.Nothing());
    assertThat(served.log("main")).hasSize(2);
  }

  @Test
  void doesNotWriteAgainWhatWasRolledBackAndTakenBackButWritesTheNextOne() {
    ImagePolicy podinfo = policy("podinfo", "", "null");
    updater.update(podinfo, found("2.0.0"), List.of(podinfo));
    String revert = revert();
    String refusal =
        "2.0.0 was rolled back, and %s took it back in deploy/app.yaml; the next image is committed, or commit this one by hand"
            .formatted(revert.substring(0, 7));
    for (int looks = 0; looks < 2; looks++) {
      assertThat(updater.update(podinfo, found("2.0.0"), List.of(podinfo)))
          .isEqualTo(new Update.Refused(refusal, Optional.empty()));
      assertThat(served.origin.head("main")).isEqualTo(revert);
    }

    ImagePolicy other = policy("other", "", "{name: acme/other, tag: 3.0.0}");
    Update update = updater.update(podinfo, found("2.0.0"), List.of(podinfo, other));
    assertThat(
            ImageStatus.after(
                    podinfo,
                    new ScanResult.Listed(Optional.of(found("2.0.0")), 2, update),
                    ServedRepository.CLOCK.instant())
                .conditions())
        .extracting(Condition::type, Condition::status, Condition::reason, Condition::message)
        .startsWith(
            tuple(
                "Ready",
                "False",
                "Refused",
                "Latest image tag for acme/podinfo resolved to 2.0.0 but is not written to Git: "
                    + refusal));
    assertThat(update)
        .as("what others want is written")
        .isEqualTo(
            new Update.Refused(
                refusal, Optional.of(new Update.Pushed(served.origin.head("main"), "main"))));
    assertThat(served.read("main", "deploy/app.yaml"))
        .isEqualTo(TWO_IMAGES.replaceFirst("other:1.0.0", "other:3.0.0"));

    assertThat(updater.update(podinfo, found("2.1.0"), List.of(podinfo)))
        .isInstanceOf(Update.Pushed.class);
    assertThat(updater.update(podinfo, found("2.0.0"), List.of(podinfo)))
        .as("also when it is the newest once more")
        .isEqualTo(new Update.Refused(refusal, Optional.empty()));
  }

  @Test
  void knowsWhatWasTakenBackByTheHistoryAloneHoweverLongAgo() {
    ImagePolicy podinfo = policy("podinfo", "", "null");
    updater.update(podinfo, found("2.0.0"), List.of(podinfo));
    revert();
    for (int commits = 0; commits < 60; commits++) {
      served.origin.commit("deploy/notes.txt", "note " + commits);
    }
    try (Repositories fresh =
        new Repositories(
            directory.resolve("fresh"), Limits.DEFAULT, List.of(), InstantSource.system())) {
      ImageUpdater restarted =
          new ImageUpdater(cluster, fresh, new BranchWriter(ServedRepository.CLOCK));
      assertThat(restarted.update(podinfo, found("2.0.0"), List.of(podinfo)))
          .isInstanceOf(Update.Refused.class);
      assertThat(restarted.update(podinfo, found("2.1.0"), List.of(podinfo)))
          .isInstanceOf(Update.Pushed.class);
    }
  }

  @Test
  void writesAgainWhatSomebodyHasPutBackSinceOrHasTakenBackByHand() {
    ImagePolicy podinfo = policy("podinfo", "", "null");
    updater.update(podinfo, found("2.0.0"), List.of(podinfo));
    revert();
    served.origin.commit(
        "deploy/app.yaml", TWO_IMAGES.replaceFirst("podinfo:1.0.0", "podinfo:2.0.0"));
    assertThat(updater.update(podinfo, found("2.0.0"), List.of(podinfo)))
        .isEqualTo(new Update.Nothing());
    served.origin.commit("deploy/app.yaml", TWO_IMAGES);
    assertThat(updater.update(podinfo, found("2.0.0"), List.of(podinfo)))
        .isInstanceOf(Update.Pushed.class);
  }

  private String revert() {
    return served.origin.commit(
        "main",
        Map.of("deploy/app.yaml", TWO_IMAGES),
        """
        Revert "Update images"

        Sluice rolled podinfo.apps back: success rate

        Sluice-Rollout: apps/podinfo#2 2026-11-27T12:00:00Z
        """);
  }

  @Test
  void pushesToABranchOfItsOwnWhereThePolicySaysSo() {
    ImagePolicy podinfo =
        policy("podinfo", "branch: images, message: New images, paths: [elsewhere]", "null");
    String before = served.origin.head("main");
    Update update = updater.update(podinfo, found("2.0.0"), List.of(podinfo));
    assertThat(update).isEqualTo(new Update.Pushed(served.origin.head("images"), "images"));
    assertThat(served.origin.head("main")).isEqualTo(before);
    assertThat(served.log("images").getFirst().subject()).isEqualTo("New images");
    assertThat(served.read("images", "elsewhere/app.yaml")).contains("podinfo:2.0.0");
    assertThat(updater.update(podinfo, found("2.0.0"), List.of(podinfo)))
        .as("a second time")
        .isEqualTo(update);
  }

  @Test
  void saysWhatIsMissing() {
    ImagePolicy podinfo = policy("podinfo", "", "null");
    sync("");
    assertThat(updater.update(podinfo, found("2.0.0"), List.of(podinfo)))
        .isInstanceOfSatisfying(
            Update.Failed.class,
            failed -> {
              assertThat(failed.reason()).isEqualTo("WriteBackNotAllowed");
              assertThat(failed.passes()).isFalse();
            });
    cluster.remove(GitSync.class, "apps", "app");
    assertThat(updater.update(podinfo, found("2.0.0"), List.of(podinfo)))
        .isEqualTo(
            new Update.Failed(
                "GitSyncNotFound",
                "spec.update.gitSyncRef: GitSync app is not in namespace apps",
                false));
  }

  @Test
  void aPolicyWithoutUpdateWritesNothing() {
    ImagePolicy podinfo =
        YAML.unmarshal(
            "metadata: {name: podinfo, namespace: apps}\n"
                + "spec: {image: acme/podinfo, policy: {alphabetical: {}}}",
            ImagePolicy.class);
    assertThat(updater.update(podinfo, found("2.0.0"), List.of(podinfo)))
        .isEqualTo(new Update.Nothing());
  }

  private static Found found(String tag) {
    return new Found("acme/podinfo", tag, null);
  }

  private static ImagePolicy policy(String name, String update, String latest) {
    return YAML.unmarshal(
        """
        metadata: {name: %s, namespace: apps}
        spec:
          image: acme/podinfo
          policy: {alphabetical: {}}
          update: {gitSyncRef: {name: app}%s}
        status: {latest: %s}
        """
            .formatted(name, update.isEmpty() ? "" : ", " + update, latest),
        ImagePolicy.class);
  }

  private void sync(String writeBack) {
    cluster.put(
        YAML.unmarshal(
            """
            apiVersion: sluice.dev/v1alpha1
            kind: GitSync
            metadata: {name: app, namespace: apps}
            spec:
              url: %s
              ref: {branch: main}
              paths: [{path: ./deploy/}]
              %s
            """
                .formatted(served.remote().url(), writeBack),
            GitSync.class));
  }
}
