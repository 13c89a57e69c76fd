package dev.sluice.operator.git.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.crds.GitSyncSpec.SyncPath;
import dev.sluice.operator.kube.ProblemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PlainFilesTest extends RendererContract {
  @Override
  Renderer renderer(Path work) {
    return new PlainFiles();
  }

  @Override
  SyncPath path(String directory) {
    return SyncPath.plain(directory);
  }

  @Override
  Map<String, String> files(String directory, String name) {
    return Map.of(directory + "a.yaml", object(name));
  }

  @Override
  Broken broken(String directory) {
    return new Broken(directory + "b.yaml", "a: [1", "ManifestUnreadable");
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
            tuple("b", "deploy/b.yaml"),
            tuple("c", "deploy/b.yaml"),
            tuple("s", "deploy/list.yml"),
            tuple("a", "deploy/sub/a.json"));
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
    expectStart("ManifestUnreadable", "a.yaml");
    origin.commit("a.yaml", object("a") + "x: " + "[".repeat(5000) + "]".repeat(5000) + "\n");
    expectStart("ManifestUnreadable", "a.yaml");
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
      expectStart("SymlinkRefused", "deploy/c.yaml is a link to \"" + target);
    }
  }

  @Test
  void readsOnlyWhatACommitHasChanged() {
    origin.commit("deploy/a.yaml", object("a"));
    origin.commit("deploy/b.yaml", object("b"));
    origin.commit("shared/c.yaml", object("c"));
    origin.link("deploy/c.yaml", "../shared/c.yaml");
    List<Manifest> before = render("deploy");
    origin.commit("deploy/b.yaml", object("changed"));
    origin.commit("shared/c.yaml", object("changed-too"));
    List<Manifest> after = render("deploy");
    assertThat(after).extracting(Manifest::name).containsExactly("a", "changed", "changed-too");
    assertThat(after.getFirst()).isSameAs(before.getFirst());
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

  private void expectStart(String reason, String start) {
    assertThatThrownBy(() -> render(start.startsWith("deploy") ? "deploy" : ""))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageStartingWith(start);
  }

  private List<Manifest> render(String directory) {
    return rendered(path(directory)).manifests();
  }
}
