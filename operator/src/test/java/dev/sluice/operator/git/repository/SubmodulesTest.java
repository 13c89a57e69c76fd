package dev.sluice.operator.git.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against Git's own server, over HTTP. */
@Timeout(180)
final class SubmodulesTest {
  private static final String SECRET = "Bearer s3cr3t";

  @TempDir private Path directory;
  private HttpGitServer server;
  private HttpGitServer other;
  private Origin app;
  private Origin lib;
  private Repositories repositories;
  private Submodules submodules;

  @BeforeEach
  void start() throws IOException {
    server = new HttpGitServer(directory.resolve("served"), null);
    other = new HttpGitServer(directory.resolve("others"), null);
    app = new Origin(directory.resolve("served/app.git"));
    lib = new Origin(directory.resolve("served/lib.git"));
    repositories =
        new Repositories(
            directory.resolve("cache"), Limits.DEFAULT, List.of(directory), InstantSource.system());
    submodules = new Submodules(repositories);
  }

  @AfterEach
  void stop() {
    repositories.close();
    app.close();
    lib.close();
    server.close();
    other.close();
  }

  @Test
  void showsTheFilesOfSubmodulesAndOfTheirsInTheirPlaces() {
    try (Origin deep = new Origin(directory.resolve("served/deep.git"))) {
      lib.submodule("deep", deep.commit("d.yaml", "d"));
      lib.commit(".gitmodules", Origin.module("deep", "../deep.git"));
      app.submodule("vendor/lib", lib.commit("l/l.yaml", "l"));
      app.commit(".gitmodules", Origin.module("vendor/lib", server.url("lib.git")));
      String sha = app.commit("a.yaml", "a");
      tree(
          sha,
          tree -> {
            assertThat(tree.list("", 100))
                .extracting(Tree.Entry::path)
                .containsExactlyInAnyOrder(
                    ".gitmodules",
                    "a.yaml",
                    "vendor/lib/.gitmodules",
                    "vendor/lib/l/l.yaml",
                    "vendor/lib/deep/d.yaml");
            assertThat(tree.list("vendor/lib/deep", 100))
                .extracting(Tree.Entry::path)
                .containsExactly("vendor/lib/deep/d.yaml");
            assertThat(tree.list("vendor/lib/l", 1)).hasSize(1);
            assertThat(text(tree, "vendor/lib/l/l.yaml")).isEqualTo("l");
            assertThat(text(tree, "vendor/lib/deep/d.yaml")).isEqualTo("d");
            assertThat(tree.isDirectory("vendor")).isTrue();
            assertThat(tree.isDirectory("vendor/lib")).isTrue();
            assertThat(tree.entry("vendor/lib")).isEmpty();
            assertThat(tree.entry("vendor/lib/nothing")).isEmpty();
            assertThat(tree.root("vendor/lib/deep/d.yaml")).isEqualTo("vendor/lib/deep");
            assertThat(tree.root("a.yaml")).isEmpty();
            assertThatThrownBy(() -> tree.list("", 4)).hasMessageContaining("more than 4 files");
            return tree;
          });
    }
  }

  @Test
  void asksForNothingThatItHasGotBeforeUnlessItIsForSomebodyElse() {
    String pinned = lib.commit("l.yaml", "1");
    app.submodule("lib", pinned);
    String first = app.commit(".gitmodules", Origin.module("lib", "../lib.git"));
    assertThat(read(first, "lib/l.yaml")).isEqualTo("1");
    String second = app.commit("a.yaml", "a");
    clone(second);
    server.requests().clear();
    assertThat(read(second, "lib/l.yaml")).isEqualTo("1");
    assertThat(server.requests()).isEmpty();
    Remote anonymous = new Remote(server.url("app.git"), GitCredentials.NONE);
    assertThat(
            submodules.<String>tree(
                anonymous, clone(second), second, tree -> text(tree, "lib/l.yaml")))
        .isEqualTo("1");
    assertThat(server.requests()).isNotEmpty();
    app.submodule("lib", lib.commit("l.yaml", "2"));
    assertThat(read(app.commit("b.yaml", "b"), "lib/l.yaml")).isEqualTo("2");
    assertThat(read(first, "lib/l.yaml")).isEqualTo("1");
  }

  @Test
  void givesTheCredentialsToNoOtherServer() {
    server.require(SECRET);
    try (Origin foreign = new Origin(directory.resolve("others/foreign.git"))) {
      app.submodule("lib", lib.commit("l.yaml", "l"));
      app.submodule("foreign", foreign.commit("f.yaml", "f"));
      String sha =
          app.commit(
              ".gitmodules",
              Origin.module("lib", "../lib.git")
                  + Origin.module("foreign", other.url("foreign.git")));
      assertThat(read(sha, "lib/l.yaml")).isEqualTo("l");
      assertThat(read(sha, "foreign/f.yaml")).isEqualTo("f");
      assertThat(server.authorizations()).contains(SECRET);
      assertThat(other.authorizations()).isNotEmpty().containsOnly("null");
      other.require(SECRET);
      app.submodule("foreign", foreign.commit("f.yaml", "g"));
      unavailable(
          app.commit("a.yaml", "a"),
          "submodule foreign (" + other.url("foreign.git"),
          "those of spec.secretRef are only for localhost:");
    }
  }

  @Test
  void showsNobodyWhatSomebodyElseHasGotWithCredentials() {
    server.require(SECRET);
    String pinned = lib.commit("l.yaml", "l");
    app.submodule("lib", pinned);
    String sha = app.commit(".gitmodules", Origin.module("lib", "../lib.git"));
    assertThat(read(sha, "lib/l.yaml")).isEqualTo("l");
    try (Origin foreign = new Origin(directory.resolve("others/foreign.git"))) {
      foreign.submodule("lib", pinned);
      String theirs = foreign.commit(".gitmodules", Origin.module("lib", server.url("lib.git")));
      Remote remote = new Remote(other.url("foreign.git"), GitCredentials.NONE);
      GitClone clone = repositories.of(remote);
      clone.fetch(remote, new GitRef.Branch("main"));
      assertThatThrownBy(
              () ->
                  submodules.<String>tree(remote, clone, theirs, tree -> text(tree, "lib/l.yaml")))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("submodule lib")
          .hasMessageContaining("it asks for credentials");
    }
  }

  @Test
  void saysWhichSubmoduleCannotBeHad() {
    lib.commit("l.yaml", "l");
    app.submodule("lib", "2".repeat(40));
    unavailable(
        app.commit(".gitmodules", Origin.module("lib", "../lib.git")),
        "submodule lib (" + server.url("lib.git") + " at 222222222222)",
        "has the commit in its history: push it there");
    unavailable(
        app.commit(".gitmodules", Origin.module("lib", "../gone.git")),
        "submodule lib (" + server.url("gone.git"),
        "check its url in .gitmodules");
    unavailable(
        app.commit(".gitmodules", Origin.module("lib", "file://" + lib.directory())),
        "submodule lib (file://",
        "only a repository on the operator's own disk may name one there");
    unavailable(
        app.commit(".gitmodules", Origin.module("lib", "ext::sh")),
        "submodule lib",
        "cannot be had");
    unavailable(
        app.commit(".gitmodules", Origin.module("lib", "../../../lib.git")),
        "submodule lib",
        "leads nowhere");
    unavailable(app.commit(".gitmodules", "[submodule"), ".gitmodules", "cannot be read");
  }

  @Test
  void refusesThoseThatAreInEachOtherTooDeep() {
    List<Origin> origins = new ArrayList<>();
    String sha = lib.commit("l.yaml", "l");
    String url = "../lib.git";
    for (int depth = 0; depth < 6; depth++) {
      Origin origin = new Origin(directory.resolve("served/level-%d.git".formatted(depth)));
      origins.add(origin);
      origin.submodule("s", sha);
      sha = origin.commit(".gitmodules", Origin.module("s", url));
      url = "../level-%d.git".formatted(depth);
    }
    app.submodule("s", sha);
    unavailable(
        app.commit(".gitmodules", Origin.module("s", url)),
        "submodule s/s/s/s/s/s cannot be had",
        "more than 5 deep");
    origins.forEach(Origin::close);
  }

  @Test
  void leavesOneThatGitmodulesDoesNotNameAsItIs() {
    app.submodule("lib", lib.commit("l.yaml", "l"));
    String sha = app.commit("a.yaml", "a");
    assertThat(read(sha, "a.yaml")).isEqualTo("a");
    tree(
        sha,
        tree -> {
          assertThat(tree.entry("lib")).map(Tree.Entry::kind).contains(Tree.Kind.SUBMODULE);
          return tree;
        });
  }

  @Test
  void whatIsInASubmoduleWasChangedByTheCommitThatMovedIt() {
    app.submodule("lib", lib.commit("l.yaml", "1"));
    app.commit(".gitmodules", Origin.module("lib", "../lib.git"));
    app.submodule("lib", lib.commit("l.yaml", "2"));
    String moved = app.commit("a.yaml", "a");
    String later = app.commit("b.yaml", "b");
    assertThat(clone(later).log(later, null, List.of("lib/l.yaml"), 10).getFirst().sha())
        .isEqualTo(moved);
  }

  private void unavailable(String sha, String begin, String part) {
    assertThatThrownBy(() -> read(sha, "a.yaml"))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.reason()).isEqualTo("SubmoduleUnavailable"))
        .hasMessageContaining(begin)
        .hasMessageContaining(part);
  }

  private String read(String sha, String path) {
    return tree(sha, tree -> text(tree, path));
  }

  private <T> T tree(String sha, GitClone.TreeUse<T> use) {
    return submodules.tree(remote(), clone(sha), sha, use);
  }

  private GitClone clone(String sha) {
    GitClone clone = repositories.of(remote());
    if (!clone.has(sha)) {
      clone.fetch(remote(), new GitRef.Branch("main"));
    }
    return clone;
  }

  private Remote remote() {
    return new Remote(
        server.url("app.git"),
        GitCredentials.of(Map.of("bearerToken", "s3cr3t"), server.url("app.git"), "app"));
  }

  private static String text(Tree tree, String path) throws IOException {
    return new String(tree.read(tree.entry(path).orElseThrow(), 1 << 20), StandardCharsets.UTF_8);
  }
}
