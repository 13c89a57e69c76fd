package dev.sluice.operator.git.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.crds.GitSyncSpec.HelmChart;
import dev.sluice.crds.GitSyncSpec.SyncPath;
import dev.sluice.operator.kube.ProblemException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.util.FileUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HelmChartsTest extends RendererContract {
  private static final String CHART = "apiVersion: v2\nname: app\nversion: 0.1.0\n";

  @TempDir private Path work;

  @Override
  Renderer renderer(Path work) {
    return new HelmCharts(new Workshop(work), new HelmLibrary(work));
  }

  @Override
  SyncPath path(String directory) {
    return helm(directory, null);
  }

  @Override
  Map<String, String> files(String directory, String name) {
    return Map.of(directory + "Chart.yaml", CHART, directory + "templates/a.yaml", object(name));
  }

  @Override
  Broken broken(String directory) {
    return new Broken(directory + "templates/b.yaml", "a: {{ .Values.x.y }}\n", "ChartInvalid");
  }

  @Test
  void knowsReleaseNamespaceCapabilitiesAndFiles() {
    origin.commit(
        "main",
        Map.of(
            "deploy/Chart.yaml",
            CHART + "appVersion: '7'\nkubeVersion: '>=1.33'\n",
            "deploy/conf/app.ini",
            "a=1",
            "deploy/templates/a.yaml",
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: "{{ .Release.Name }}"}
            data:
              namespace: {{ .Release.Namespace }}
              version: {{ .Capabilities.KubeVersion.Version }}
              apps: {{ .Capabilities.APIVersions.Has "apps/v1" | quote }}
              file: {{ .Files.Get "conf/app.ini" }}
              app: {{ .Chart.AppVersion | quote }}
              one: {{ lookup "v1" "Secret" "apps" "s" | toJson | quote }}
              all: {{ lookup "apps/v1" "Deployment" "apps" "" | toJson | quote }}
            """),
        "All");
    Manifest map = rendered(path("deploy")).manifests().getFirst();
    assertThat(map.name()).isEqualTo("podinfo");
    assertThat(map.namespace()).as("what names none is in the release's").isEqualTo("apps");
    assertThat(map.object().path("data").toString())
        .isEqualTo(
            "{'namespace':'apps','version':'v1.33.1','apps':'true','file':'a=1','app':'7','one':'{}','all':'{}'}"
                .replace('\'', '"'));
    map =
        rendered(helm("deploy", new HelmChart("web", "prod", List.of(), null, null)))
            .manifests()
            .getFirst();
    assertThat(map.name()).isEqualTo("web");
    assertThat(map.namespace()).isEqualTo("prod");
  }

  @Test
  void takesValuesFromFilesAndTheSpecTheLaterBeforeTheEarlier() {
    origin.commit(
        "main",
        Map.of(
            "deploy/Chart.yaml", CHART,
            "deploy/values.yaml", "a: chart\nb: chart\nc: chart\nd: chart\n",
            "deploy/templates/a.yaml",
                object("a")
                    + "data: {{ dict \"v\" (printf \"%s %s %s %s\" .Values.a .Values.b .Values.c .Values.d) | toJson }}\n",
            "envs/all.yaml", "b: all\nc: all\nd: all\n",
            "envs/prod, eu.yaml", "c: prod\nd: prod\n"),
        "All");
    Manifest map =
        rendered(
                helm(
                    "deploy",
                    new HelmChart(
                        null,
                        null,
                        List.of("envs/all.yaml", "./envs/prod, eu.yaml"),
                        "d: spec",
                        null)))
            .manifests()
            .getFirst();
    assertThat(map.object().path("data").path("v").asText()).isEqualTo("chart all prod spec");
    assertThat(map.inputs()).containsExactly("deploy", "envs/all.yaml", "envs/prod, eu.yaml");
  }

  @Test
  void addsTheChartsDefinitionsUnlessTheyAreLeftOut() {
    origin.commit("main", files("deploy/", "one"), "One");
    origin.commit(
        "deploy/crds/a.yaml",
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a.b.c}\n");
    assertThat(rendered(path("deploy")).manifests())
        .extracting(Manifest::kind)
        .containsExactlyInAnyOrder("CustomResourceDefinition", "ConfigMap");
    assertThat(
            rendered(helm("deploy", new HelmChart(null, null, List.of(), null, true))).manifests())
        .extracting(Manifest::kind)
        .containsExactly("ConfigMap");
  }

  @Test
  void saysWhichHooksAreNotRunButNotThoseOfTests() {
    String hook = object("{{ .Release.Name }}").replace("name:", "annotations: {HOOK}, name:");
    origin.commit("main", files("deploy/", "one"), "One");
    origin.commit(
        "main",
        Map.of(
            "deploy/templates/job.yaml",
            hook.replace("HOOK", "\"helm.sh/hook\": \"pre-install,pre-upgrade\""),
            "deploy/templates/tests/t.yaml",
            hook.replace("HOOK", "helm.sh/hook: test")),
        "Hooks");
    Rendered rendered = rendered(path("deploy"));
    assertThat(rendered.manifests()).extracting(Manifest::name).containsExactly("one");
    assertThat(rendered.notices())
        .containsExactly(
            "deploy/templates/job.yaml is a pre-install,pre-upgrade hook, and hooks of charts are not run");
  }

  @Test
  void rendersVendoredDependenciesAndNamesTheOthers() {
    origin.commit("main", files("deploy/", "one"), "One");
    origin.commit("main", files("deploy/charts/sub/", "two"), "Sub");
    origin.commit("deploy/charts/sub/Chart.yaml", CHART.replace("app", "sub"));
    String needs =
        "dependencies: [{name: sub, version: 0.1.0, repository: 'https://example.com'}%s]\n";
    origin.commit("deploy/Chart.yaml", CHART + needs.formatted(""));
    assertThat(rendered(path("deploy")).manifests())
        .extracting(Manifest::name)
        .containsExactlyInAnyOrder("one", "two");
    origin.commit(
        "deploy/Chart.yaml",
        CHART
            + needs.formatted(
                ", {name: redis, version: 1.0.0, repository: 'https://example.com'}"));
    expect("ChartInvalid", "deploy needs redis, which is not in its directory charts: commit");
  }

  @Test
  void tellsTemplateAndLineAsHelmDoes() {
    origin.commit("main", files("deploy/", "one"), "One");
    origin.commit("deploy/templates/b.yaml", "a: 1\n---\nb: {{ .Values.image.tag }}\n");
    expect("ChartInvalid", "deploy: template: app/templates/b.yaml:3:");
    origin.commit("deploy/templates/b.yaml", "{{ fail \"set image.tag\" }}\n");
    expect("ChartInvalid", "set image.tag");
    origin.commit("deploy/templates/b.yaml", "a: 1\n b: 2\n");
    expect("ChartInvalid", "app/templates/b.yaml");
    origin.commit(
        "main",
        Map.of(
            "deploy/templates/b.yaml", "", "deploy/Chart.yaml", CHART + "kubeVersion: '>=1.99'\n"),
        "b");
    expect("ChartInvalid", "which is incompatible with Kubernetes v1.33.1");
    origin.commit("deploy/Chart.yaml", "");
    expect("ChartInvalid", "deploy has no Chart.yaml");
  }

  @Test
  void namesAFileWithValuesThatIsNotThereOrNoYaml() {
    origin.commit("main", files("deploy/", "one"), "One");
    assertThatProblem("prod.yaml", "PathNotFound", "there is no file prod.yaml in commit");
    origin.commit("prod.yaml", "a: [1");
    assertThatProblem("prod.yaml", "ChartInvalid", "failed to parse prod.yaml");
  }

  @Test
  void endsATemplateThatTakesAllMemory() {
    origin.commit("main", files("deploy/", "one"), "One");
    origin.commit(
        "deploy/templates/b.yaml",
        "{{ range until 2000000000 }}{{ repeat 1000000 \"x\" }}{{ end }}\n");
    expect("RenderTooLarge", "rendering the chart deploy takes more than ");
  }

  @Test
  void throwsAwayWhatAnEndedProcessHasLeftBehindAndNothingOfOneThatLives() throws IOException {
    origin.commit("main", files("deploy/", "one"), "One");
    Path lock = Files.createFile(work.resolve("render1.lock"));
    Path ended = Files.createDirectories(work.resolve("render1-1/repository")).getParent();
    Path older = Files.createDirectories(work.resolve("render2-1/repository")).getParent();
    Path living = Files.createDirectories(work.resolve("render3-1/repository")).getParent();
    try (FileChannel other =
        FileChannel.open(
            work.resolve("render3.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      other.lock();
      rendered(new HelmCharts(new Workshop(work), new HelmLibrary(work)), path("deploy"));
    }
    assertThat(ended).doesNotExist();
    assertThat(older).doesNotExist();
    assertThat(lock).doesNotExist();
    assertThat(living).isDirectory();
  }

  @Test
  void rendersAgainAfterItsDirectoryWasEmptied() throws IOException {
    origin.commit("main", files("deploy/", "one"), "One");
    List<Manifest> before = rendered(path("deploy")).manifests();
    FileUtils.delete(work.toFile(), FileUtils.RECURSIVE);
    assertThat(rendered(path("deploy")).manifests()).isEqualTo(before);
  }

  @Test
  void keepsWhatThisProcessHasFromTheChart() {
    origin.commit("main", files("deploy/", "one"), "One");
    origin.commit("deploy/templates/b.yaml", "a: {{ env \"PATH\" }}\n");
    expect("ChartInvalid", "function \"env\" not defined");
    origin.commit(
        "deploy/templates/b.yaml",
        object("b")
            + "data: {f: \"{{ .Files.Get \"/etc/passwd\" }}{{ .Files.Get \"../../../../../../../etc/passwd\" }}\"}\n");
    assertThat(rendered(path("deploy")).manifests())
        .extracting(Manifest::name, manifest -> manifest.object().path("data").path("f").asText(""))
        .contains(tuple("b", ""));
  }

  private void assertThatProblem(String values, String reason, String message) {
    assertThatThrownBy(
            () -> rendered(helm("deploy", new HelmChart(null, null, List.of(values), null, null))))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(message);
  }

  private static SyncPath helm(String directory, @Nullable HelmChart options) {
    return new SyncPath(directory, SyncPath.RendererName.Helm, options);
  }
}
