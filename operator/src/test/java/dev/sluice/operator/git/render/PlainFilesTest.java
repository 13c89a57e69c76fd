package dev.sluice.operator.git.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.operator.git.repository.GitClone;
import dev.sluice.operator.git.repository.GitCredentials;
import dev.sluice.operator.git.repository.GitRef;
import dev.sluice.operator.git.repository.Limits;
import dev.sluice.operator.git.repository.Origin;
import dev.sluice.operator.git.repository.Remote;
import dev.sluice.operator.git.repository.Repositories;
import dev.sluice.operator.kube.ProblemException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class PlainFilesTest {
  @TempDir private Path directory;
  private Origin origin;
  private Repositories repositories;

  @BeforeEach
  void start() {
    origin = new Origin(directory.resolve("app.git"));
    repositories =
        new Repositories(
            directory.resolve("cache"), Limits.DEFAULT, List.of(directory), InstantSource.system());
  }

  @AfterEach
  void stop() {
    repositories.close();
    origin.close();
  }

  @Test
  void readsEveryManifestOfADirectoryInTheOrderOfItsFiles() {
    origin.commit(
        "main",
        Map.of(
            "deploy/b.yaml",
            object("b") + "---\n# nothing\n---\n" + object("c"),
            "deploy/sub/a.json",
            "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a'}}".replace('\'', '"'),
            "deploy/list.yml",
            "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: s}}\n",
            "deploy/README.md",
            "# words",
            "other/x.yaml",
            object("x")),
        "all");
    assertThat(render("deploy"))
        .extracting(Manifest::name, Manifest::path)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple("b", "deploy/b.yaml"),
            org.assertj.core.api.Assertions.tuple("c", "deploy/b.yaml"),
            org.assertj.core.api.Assertions.tuple("s", "deploy/list.yml"),
            org.assertj.core.api.Assertions.tuple("a", "deploy/sub/a.json"));
  }

  @Test
  void readsNumbersAsKubectlDoes() {
    origin.commit(
        "a.yaml",
        object("a")
            + "mode: 0644\nbig: 3000000000\npart: 1.5\ntruth: true\ntext: \"0644\"\nword: yes\nnone: null\n");
    var object = render("").getFirst().object();
    assertThat(object.path("mode").asInt()).isEqualTo(420);
    assertThat(object.path("big").asLong()).isEqualTo(3_000_000_000L);
    assertThat(object.path("part").asDouble()).isEqualTo(1.5);
    assertThat(object.path("truth").isBoolean()).isTrue();
    assertThat(object.path("text").isTextual()).isTrue();
    assertThat(object.path("none").isNull()).isTrue();
  }

  @Test
  void writesOutAnchorsButNoBombs() {
    origin.commit("a.yaml", object("a") + "x: &x {y: 1}\nz: *x\n");
    assertThat(render("").getFirst().object().path("z").path("y").asInt()).isEqualTo(1);
    StringBuilder bomb = new StringBuilder(object("a") + "l0: &l0 [a, a, a, a, a, a, a, a, a]\n");
    for (int i = 1; i < 9; i++) {
      bomb.append("l%d: &l%d [".formatted(i, i))
          .append(("*l" + (i - 1) + ", ").repeat(9))
          .append("]\n");
    }
    origin.commit("a.yaml", bomb.toString());
    expect("ManifestUnreadable", "a.yaml");
    origin.commit("a.yaml", object("a") + "x: " + "[".repeat(5000) + "]".repeat(5000) + "\n");
    expect("ManifestUnreadable", "a.yaml");
  }

  @Test
  void followsALinkInTheRepositoryAndNoneOutOfIt() {
    origin.commit("shared/a.yaml", object("a"));
    origin.link("deploy/a.yaml", "../shared/a.yaml");
    origin.commit("deploy/b.yaml", object("b"));
    assertThat(render("deploy")).extracting(Manifest::name).containsExactly("a", "b");
    for (String target : List.of("/etc/passwd", "../../etc/passwd", "c.yaml", "../shared")) {
      origin.link("deploy/c.yaml", target);
      origin.commit("deploy/b.yaml", object("b"));
      expect("SymlinkRefused", "deploy/c.yaml is a link to \"" + target);
    }
  }

  @Test
  void saysWhatIsNoManifest() {
    for (Map.Entry<String, String> wrong :
        Map.of(
                "a: [1", "no YAML",
                "a: 1\na: 2\n", "no YAML",
                "replicas: 3\n", "no apiVersion and kind",
                "apiVersion: v1\nkind: Pod\n", "has no metadata.name",
                "apiVersion: v1\nkind: Pod\nmetadata: {generateName: a-}\n",
                    "generateName would make",
                "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n",
                    "for kustomize")
            .entrySet()) {
      origin.commit("deploy/a.yaml", wrong.getKey());
      assertThatThrownBy(() -> render("deploy"))
          .isInstanceOf(ProblemException.class)
          .hasMessageStartingWith("deploy/a.yaml")
          .hasMessageContaining(wrong.getValue());
    }
    assertThatThrownBy(() -> render("nowhere"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("nowhere is no directory");
  }

  @Test
  void refusesSubmodules() {
    origin.submodule("deploy/lib");
    origin.commit("deploy/a.yaml", object("a"));
    assertThatThrownBy(() -> render("deploy"))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.reason()).isEqualTo("SubmoduleRefused"));
  }

  private void expect(String reason, String start) {
    assertThatThrownBy(() -> render(start.startsWith("deploy") ? "deploy" : ""))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageStartingWith(start);
  }

  private List<Manifest> render(String path) {
    Remote remote = new Remote("file://" + origin.directory(), GitCredentials.NONE);
    GitClone clone = repositories.of(remote);
    String sha = clone.fetch(remote, new GitRef.Branch("main")).sha();
    return clone.tree(sha, tree -> PlainFiles.render(tree, path));
  }

  private static String object(String name) {
    return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s}\n".formatted(name);
  }
}
