package dev.sluice.operator.git.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.crds.GitSyncStatus;
import dev.sluice.operator.git.repository.Origin;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** GitSyncs whose objects are not in Git as they are: an API server, an operator, a repository. */
@Timeout(300)
final class RenderedSyncTest {
  private static final String CHART = "apiVersion: v2\nname: app\nversion: 0.1.0\n";

  @TempDir private Path directory;
  private SyncCluster cluster;
  private KubernetesClient client;
  private Origin origin;

  @BeforeEach
  void start() throws Exception {
    origin = new Origin(directory.resolve("app.git"));
    cluster = new SyncCluster();
    client = cluster.client;
    cluster.operate(directory);
  }

  @AfterEach
  void stop() {
    cluster.close();
    origin.close();
  }

  @Test
  void keepsAChartAppliedAndSaysWhichCommitChangedWhat() {
    String first =
        origin.commit(
            "main",
            Map.of(
                "charts/app/Chart.yaml", CHART,
                "charts/app/templates/a.yaml", map("{{ .Release.Name }}-a", "{{ .Values.a }}"),
                "charts/app/templates/b.yaml", map("{{ .Release.Name }}-b", "fixed"),
                "charts/app/templates/hook.yaml",
                    map("hook", "1")
                        .replace("{name", "{annotations: {helm.sh/hook: pre-install}, name"),
                "envs/prod.yaml", "a: first\n"),
            "Begin");
    sync(
        """
        prune: true
        paths:
        - path: charts/app
          renderer: Helm
          helm: {releaseName: web, valuesFiles: [envs/prod.yaml]}
        """);
    ready(first);
    assertThat(value("web-a")).isEqualTo("first");
    assertThat(annotations("web-a"))
        .containsEntry("sluice.dev/commit", first)
        .containsEntry("sluice.dev/path", "charts/app")
        .containsEntry("sluice.dev/rendered-from", "[\"charts/app\",\"envs/prod.yaml\"]");
    assertThat(client.configMaps().inNamespace("apps").withName("hook").get()).isNull();
    assertThat(events("NotApplied"))
        .containsExactly(
            "charts/app/templates/hook.yaml is a pre-install hook, and hooks of charts are not run");

    String values = origin.commit("envs/prod.yaml", "a: second\n");
    String unrelated = origin.commit("README.md", "words\n");
    ask();
    ready(unrelated);
    assertThat(value("web-a")).isEqualTo("second");
    assertThat(annotations("web-a")).containsEntry("sluice.dev/commit", values);
    assertThat(annotations("web-b"))
        .as("no commit has changed it")
        .containsEntry("sluice.dev/commit", first);

    origin.commit("charts/app/templates/b.yaml", "{{ .Values.b.c }}");
    ask();
    GitSyncStatus broken = await(status -> reason(status).equals("ChartInvalid"));
    assertThat(broken.conditions().getFirst().message())
        .startsWith("charts/app: template: app/templates/b.yaml:1:10: ")
        .contains("nil pointer evaluating interface {}.c")
        .doesNotContain("--debug", directory.toString());
    assertThat(value("web-b")).as("the last good state stays").isEqualTo("fixed");
    String mended = origin.commit("charts/app/templates/b.yaml", "");
    ask();
    ready(mended);
    Awaitility.await()
        .atMost(SyncCluster.PATIENCE)
        .until(() -> client.configMaps().inNamespace("apps").withName("web-b").get() == null);
  }

  @Test
  void putsVariablesInAndFollowsThem() {
    client
        .resource(map("vars", "").replace("{value: \"\"}", "{size: '1', tier: low}"))
        .inNamespace("apps")
        .create();
    client
        .resource(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: more, namespace: apps}
            stringData: {tier: high}
            """)
        .create();
    String sha =
        origin.commit(
            "main",
            Map.of(
                "a.yaml", map("a-${region}", "${tier}-${size}-${color:=red}"),
                "b.yaml", map("b", "$${HOME}")),
            "Begin");
    sync(
        """
        substitute:
          variables: {region: eu}
          from:
          - {kind: ConfigMap, name: vars}
          - {kind: Secret, name: more}
          - {kind: ConfigMap, name: absent, optional: true}
        """);
    ready(sha);
    assertThat(value("a-eu")).isEqualTo("high-1-red");
    assertThat(value("b")).isEqualTo("${HOME}");

    client
        .configMaps()
        .inNamespace("apps")
        .withName("vars")
        .edit(vars -> new ConfigMapBuilder(vars).addToData("size", "2").build());
    String unrelated = origin.commit("README.md", "words\n");
    ask();
    ready(unrelated);
    assertThat(value("a-eu")).isEqualTo("high-2-red");
    assertThat(annotations("a-eu"))
        .as("no commit has changed it")
        .containsEntry("sluice.dev/commit", sha);
    client
        .configMaps()
        .inNamespace("apps")
        .withName("vars")
        .edit(vars -> new ConfigMapBuilder(vars).addToData("size", "3").build());
    ask();
    Awaitility.await().atMost(SyncCluster.PATIENCE).until(() -> value("a-eu").equals("high-3-red"));

    client.secrets().inNamespace("apps").withName("more").delete();
    ask();
    assertThat(
            await(status -> reason(status).equals("VariablesNotFound"))
                .conditions()
                .getFirst()
                .message())
        .isEqualTo(
            "Secret \"more\" not found in namespace apps; spec.substitute.from names it: create it, or write optional: true");
    origin.commit("c.yaml", map("c", "${shape}"));
    client
        .resource("apiVersion: v1\nkind: Secret\nmetadata: {name: more, namespace: apps}\n")
        .create();
    ask();
    assertThat(
            await(status -> reason(status).equals("VariableUndefined"))
                .conditions()
                .getFirst()
                .message())
        .startsWith("c.yaml: ConfigMap c uses ${shape}, which spec.substitute does not have");
    assertThat(value("a-eu")).as("the last good state stays").isEqualTo("high-3-red");
  }

  @Test
  void refusesAtOnceWhatBelongsToAnotherRenderer() {
    assertThatThrownBy(() -> sync("paths: [{path: a, helm: {releaseName: web}}]"))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("helm is for charts: write renderer: Helm beside it");
    assertThatThrownBy(
            () -> sync("paths: [{path: a, renderer: Helm, helm: {valuesFiles: [../b.yaml]}}]"))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("write files from the root of the repository");
  }

  private void sync(String rest) {
    cluster.sync("app", "url: file://%s\ninterval: 1h\n%s".formatted(origin.directory(), rest));
  }

  private void ask() {
    cluster.ask("app");
  }

  private void ready(String sha) {
    await(
        status ->
            ("main@sha1:" + sha).equals(status.appliedRevision())
                && status.conditions().size() == 1
                && reason(status).equals("Succeeded"));
  }

  private GitSyncStatus await(Predicate<GitSyncStatus> is) {
    return cluster.await("app", is);
  }

  private static String reason(GitSyncStatus status) {
    return status.conditions().isEmpty() ? "" : status.conditions().getFirst().reason();
  }

  private List<String> events(String reason) {
    return cluster.events().stream()
        .filter(event -> event.getReason().equals(reason))
        .map(Event::getMessage)
        .toList();
  }

  private ConfigMap get(String name) {
    return Objects.requireNonNull(cluster.map(name));
  }

  private Map<String, String> annotations(String name) {
    return get(name).getMetadata().getAnnotations();
  }

  private String value(String name) {
    return String.valueOf(get(name).getData().get("value"));
  }

  private static String map(String name, String value) {
    return """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: "%s"}
    data: {value: "%s"}
    """
        .formatted(name, value);
  }
}
