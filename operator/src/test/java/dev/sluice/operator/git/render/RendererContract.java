package dev.sluice.operator.git.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.crds.GitSyncSpec.SyncPath;
import dev.sluice.operator.git.repository.GitClone;
import dev.sluice.operator.git.repository.GitCredentials;
import dev.sluice.operator.git.repository.GitRef;
import dev.sluice.operator.git.repository.Limits;
import dev.sluice.operator.git.repository.Origin;
import dev.sluice.operator.git.repository.Remote;
import dev.sluice.operator.git.repository.Repositories;
import dev.sluice.operator.git.repository.Submodules;
import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What holds for all renderers, and a repository to try it with. */
@Timeout(120)
abstract class RendererContract {
  static final Facts FACTS = new Facts("podinfo", "apps", () -> "v1.33.1");

  @TempDir private Path directory;
  Origin origin;
  private Repositories repositories;
  private Renderer renderer;

  /** A file that cannot be rendered, and what is said of it. */
  record Broken(String file, String content, String reason) {}

  /**
   * @param work a directory for what it needs
   */
  abstract Renderer renderer(Path work);

  abstract SyncPath path(String directory);

  /**
   * Files that declare one ConfigMap.
   *
   * @param directory with a slash at the end, or empty
   */
  abstract Map<String, String> files(String directory, String name);

  /** One more file for them. */
  abstract Broken broken(String directory);

  @BeforeEach
  final void start() {
    origin = new Origin(directory.resolve("app.git"));
    repositories =
        new Repositories(
            directory.resolve("cache"), Limits.DEFAULT, List.of(directory), InstantSource.system());
    renderer = renderer(directory.resolve("work"));
  }

  @AfterEach
  final void stop() {
    repositories.close();
    origin.close();
  }

  @Test
  final void rendersADirectoryAndSaysWhereItsObjectsComeFrom() {
    origin.commit("main", files("deploy/a/", "one"), "One");
    origin.commit("main", files("other/", "two"), "Two");
    List<Manifest> manifests = rendered(path("deploy/a")).manifests();
    assertThat(manifests)
        .extracting(Manifest::kind, Manifest::name)
        .containsExactly(tuple("ConfigMap", "one"));
    Manifest manifest = manifests.getFirst();
    assertThat(manifest.path()).startsWith("deploy/a");
    assertThat(manifest.inputs()).first().isEqualTo(manifest.path());
  }

  @Test
  final void rendersTheSameCommitTheSameWay() {
    origin.commit("main", files("deploy/", "one"), "One");
    assertThat(rendered(path("deploy"))).isEqualTo(rendered(path("deploy")));
  }

  @Test
  final void rendersTheRootOfTheRepository() {
    origin.commit("main", files("", "one"), "One");
    assertThat(rendered(path("")).manifests()).extracting(Manifest::name).containsExactly("one");
  }

  @Test
  final void saysWhichDirectoryIsNotThere() {
    origin.commit("main", files("deploy/", "one"), "One");
    assertThatThrownBy(() -> rendered(path("nowhere")))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.reason()).isEqualTo("PathNotFound"))
        .hasMessageContaining("nowhere is no directory");
  }

  @Test
  final void refusesSubmodulesAndLinksOutOfTheRepository() {
    origin.link("deploy/link.yaml", "../../../../../../../../../../etc/passwd");
    origin.commit("main", files("deploy/", "one"), "One");
    expect("SymlinkRefused", "deploy/link.yaml is a link to ");
    origin.commit("deploy/link.yaml", "");
    origin.submodule("deploy/lib");
    origin.commit("main", files("deploy/", "two"), "Two");
    expect("SubmoduleRefused", "deploy/lib is a submodule");
  }

  @Test
  final void rendersWhatIsInASubmoduleAndFollowsNoLinkOutOfIt() {
    try (Origin lib = new Origin(directory.resolve("lib.git"))) {
      origin.submodule("deploy/lib", lib.commit("main", files("", "one"), "One"));
      origin.commit(".gitmodules", Origin.module("deploy/lib", "../lib.git"));
      assertThat(withSubmodules(path("deploy/lib")).manifests())
          .extracting(Manifest::name)
          .containsExactly("one");
      lib.link("link.yaml", "../outside.yaml");
      origin.submodule("deploy/lib", lib.commit("main", files("", "two"), "Two"));
      origin.commit("deploy/outside.yaml", object("outside"));
      assertThatThrownBy(() -> withSubmodules(path("deploy/lib")))
          .isInstanceOfSatisfying(
              ProblemException.class, e -> assertThat(e.reason()).isEqualTo("SymlinkRefused"))
          .hasMessageContaining("which leads out of the submodule deploy/lib");
    }
  }

  @Test
  final void namesTheBrokenFileAndGoesOnWhenItIsMended() {
    Broken broken = broken("deploy/");
    origin.commit("main", files("deploy/", "one"), "One");
    origin.commit(broken.file(), broken.content());
    assertThatThrownBy(() -> rendered(path("deploy")))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.reason()).isEqualTo(broken.reason()))
        .hasMessageContaining(broken.file().substring(broken.file().lastIndexOf('/') + 1))
        .hasMessageNotContaining(directory.toString());
    Map<String, String> mended = new HashMap<>(Map.of(broken.file(), ""));
    mended.putAll(files("deploy/", "one"));
    origin.commit("main", mended, "Mend");
    assertThat(rendered(path("deploy")).manifests()).hasSize(1);
  }

  @Test
  final void refusesWhatIsEncrypted() {
    Map<String, String> files = new HashMap<>();
    files("deploy/", "one")
        .forEach(
            (path, content) ->
                files.put(
                    path,
                    content.contains("ConfigMap")
                        ? content
                            + "data: {a: 'ENC[AES256_GCM,data:AAAA,iv:AA=,tag:AA=,type:str]'}\n"
                        : content));
    origin.commit("main", files, "One");
    expect("DecryptionUnavailable", "a.yaml is encrypted with SOPS, which Sluice cannot decrypt");
  }

  @Test
  final void leavesNoFilesOfTheRepositoryBehind() throws IOException {
    origin.commit("main", files("deploy/", "one"), "One");
    rendered(path("deploy"));
    origin.commit(broken("deploy/").file(), broken("deploy/").content());
    assertThatThrownBy(() -> rendered(path("deploy"))).isInstanceOf(ProblemException.class);
    Path work = directory.resolve("work");
    if (Files.exists(work)) {
      try (Stream<Path> left = Files.list(work)) {
        assertThat(left).noneMatch(Files::isDirectory);
      }
    }
  }

  final void expect(String reason, String message) {
    assertThatThrownBy(() -> rendered(path("deploy")))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(message);
  }

  final Rendered rendered(SyncPath path) {
    return rendered(renderer, path);
  }

  private Rendered withSubmodules(SyncPath path) {
    GitClone clone = repositories.of(remote());
    String sha = clone.fetch(remote(), new GitRef.Branch("main")).sha();
    return new Submodules(repositories)
        .tree(remote(), clone, sha, tree -> renderer.render(tree, path, FACTS));
  }

  private Remote remote() {
    return new Remote("file://" + origin.directory(), GitCredentials.NONE);
  }

  final Rendered rendered(Renderer by, SyncPath path) {
    Remote remote = remote();
    GitClone clone = repositories.of(remote);
    String sha = clone.fetch(remote, new GitRef.Branch("main")).sha();
    return clone.tree(sha, tree -> by.render(tree, path, FACTS));
  }

  static String object(String name) {
    return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s}\n".formatted(name);
  }
}
