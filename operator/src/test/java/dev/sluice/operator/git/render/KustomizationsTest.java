package dev.sluice.operator.git.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.crds.GitSyncSpec.SyncPath;
import dev.sluice.operator.kube.ProblemException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KustomizationsTest extends RendererContract {
  private static final String PATH = System.getenv("PATH");

  @TempDir private Path bin;

  @BeforeAll
  static void needsTheProgram() {
    assumeTrue(
        Arrays.stream(PATH.split(File.pathSeparator))
            .anyMatch(
                directory ->
                    Files.isExecutable(Path.of(directory, "kustomize"))
                        || Files.isExecutable(Path.of(directory, "kubectl"))),
        "needs kustomize or kubectl on the PATH");
  }

  @Override
  Renderer renderer(Path work) {
    return new Kustomizations(new Workshop(work), PATH);
  }

  @Override
  SyncPath path(String directory) {
    return new SyncPath(directory, SyncPath.RendererName.Kustomize, null);
  }

  @Override
  Map<String, String> files(String directory, String name) {
    return Map.of(
        directory + "kustomization.yaml",
        "resources: [a.yaml]\n",
        directory + "a.yaml",
        object(name));
  }

  @Override
  Broken broken(String directory) {
    return new Broken(directory + "a.yaml", "a: [1", "KustomizationInvalid");
  }

  @Test
  void buildsAnOverlayFromBasesElsewhereInTheRepository() {
    origin.commit(
        "main",
        Map.of(
            "base/kustomization.yaml", "resources: [a.yaml, more]\n",
            "base/a.yaml", object("a"),
            "base/more/kustomization.yaml", "resources: [../../shared/b.yaml/]\n",
            "shared/b.yaml/Kustomization", "resources: [c.yaml]\n",
            "shared/b.yaml/c.yaml", object("c"),
            "envs/prod/kustomization.yaml",
                """
                resources: [../../base]
                components: [../parts]
                namePrefix: prod-
                patches:
                - patch: '[{"op": "add", "path": "/data", "value": {"url": "https://example.com"}}]'
                  target: {name: a}
                """,
            "envs/parts/kustomization.yaml",
                "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamespace: apps\n"),
        "All");
    Rendered rendered = rendered(path("envs/prod"));
    assertThat(rendered.manifests())
        .extracting(Manifest::name)
        .containsExactlyInAnyOrder("prod-a", "prod-c");
    Manifest manifest = rendered.manifests().getFirst();
    assertThat(manifest.namespace()).isEqualTo("apps");
    assertThat(manifest.object().path("data").path("url").asText())
        .isEqualTo("https://example.com");
    assertThat(manifest.inputs())
        .containsExactly("envs/prod", "base", "envs/parts", "shared/b.yaml");
  }

  @Test
  void fetchesNothing() {
    origin.commit("main", files("deploy/", "one"), "One");
    for (String remote :
        new String[] {
          "https://example.com/a.yaml",
          "github.com/acme/app//deploy?ref=v1",
          "git@example.com:acme/app.git",
          "ssh://git@example.com/acme/app",
          "../../outside",
          "/etc",
          "missing.yaml"
        }) {
      origin.commit(
          "deploy/kustomization.yaml", "resources:\n- a.yaml\n- '%s'\n".formatted(remote));
      expect(
          "KustomizationInvalid",
          "deploy/kustomization.yaml: resources names %s, which is not in the commit"
              .formatted(remote));
    }
    origin.commit(
        "deploy/kustomization.yaml",
        "resources: [a.yaml]\nconfigMapGenerator: [{name: g, files: ['k=HTTP://127.0.0.1/x']}]\n");
    expect("KustomizationInvalid", "files names k=HTTP://127.0.0.1/x: nothing is fetched");
    // A file that our own look does not know: kustomize itself comes nowhere.
    origin.commit(
        "main",
        Map.of(
            "deploy/kustomization.yaml", "resources: [a.yaml]\ntransformers: [t.yaml]\n",
            "deploy/t.yaml",
                "apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: t}\npath: https://example.com/p\n"),
        "Sly");
    expect("KustomizationInvalid", "deploy: ");
  }

  @Test
  void readsNoFilesBesideItsDirectories() {
    origin.commit(
        "main",
        Map.of(
            "deploy/kustomization.yaml",
            "resources: [a.yaml]\nconfigMapGenerator: [{name: g, files: [/etc/hostname]}]\n",
            "deploy/a.yaml",
            object("a")),
        "Sly");
    expect("KustomizationInvalid", "/etc/hostname");
  }

  @Test
  void saysWhatIsNoKustomization() {
    origin.commit("deploy/a.yaml", object("a"));
    expect("KustomizationInvalid", "deploy has no kustomization.yaml: write one");
    origin.commit("deploy/kustomization.yaml", "resourcesss: [a.yaml]\n");
    expect("KustomizationInvalid", "resourcesss");
    origin.commit("deploy/kustomization.yaml", "resources: [a.yaml]\npatches: [{patch: '[{op'}]\n");
    assertThatThrownBy(() -> rendered(path("deploy")))
        .hasMessageStartingWith("deploy: trouble configuring builtin PatchTransformer");
  }

  @Test
  void saysWhatToInstall() {
    origin.commit("main", files("deploy/", "one"), "One");
    assertThatThrownBy(
            () -> rendered(new Kustomizations(new Workshop(bin), bin.toString()), path("deploy")))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.reason()).isEqualTo("RendererUnavailable"))
        .hasMessageContaining("there is no kustomize and no kubectl on the operator's PATH");
  }

  @Test
  void prefersKustomizeAndGivesItNothingOfOurs() throws IOException {
    origin.commit("main", files("deploy/", "one"), "One");
    Path program =
        Files.writeString(
            bin.resolve("kustomize"),
            """
            #!/bin/sh
            echo "apiVersion: v1
            kind: ConfigMap
            metadata: {name: $1}
            data: {user: '$USER', path: '$PATH', java: '$JAVA_HOME'}"
            """);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    Manifest made =
        rendered(
                new Kustomizations(
                    new Workshop(bin.resolve("work")), bin + File.pathSeparator + PATH),
                path("deploy"))
            .manifests()
            .getFirst();
    assertThat(made.name()).isEqualTo("build");
    assertThat(made.object().path("data").path("user").asText()).isEmpty();
    assertThat(made.object().path("data").path("java").asText()).isEmpty();
    assertThat(made.object().path("data").path("path").asText())
        .startsWith(bin.toRealPath().toString());
  }

  @Test
  void endsAProgramThatWritesWithoutEnd() throws IOException {
    origin.commit("main", files("deploy/", "one"), "One");
    Path program =
        Files.writeString(
            bin.resolve("kustomize"), "#!/bin/sh\nwhile :; do echo aaaaaaaaaaaaaaaaaaaa; done\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    Program.Limits limits = new Program.Limits(Duration.ofMinutes(1), 1L << 30, 100_000);
    assertThatThrownBy(() -> Program.run("it", List.of(program.toString()), bin, Map.of(), limits))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.reason()).isEqualTo("RenderTooLarge"));
    assertThatThrownBy(
            () ->
                Program.run(
                    "it",
                    List.of(program.toString()),
                    bin,
                    Map.of(),
                    new Program.Limits(Duration.ofMillis(1), 1L << 30, Integer.MAX_VALUE)))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.reason()).isEqualTo("RenderTimeout"));
  }
}
