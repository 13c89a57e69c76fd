package dev.sluice.cli.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.cli.UserErrorException;
import dev.sluice.crds.MetricTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestsTest {
  private static final String CANARY =
      """
      apiVersion: flagger.app/v1beta1
      kind: Canary
      metadata: {name: podinfo}
      spec:
        targetRef: {apiVersion: apps/v1, kind: Deployment, name: podinfo}
        service: {port: 80}
        analysis: {interval: 1m, threshold: 2, stepWeight: 50}
      """;
  private static final String TEMPLATE =
      """
      apiVersion: flagger.app/v1beta1
      kind: MetricTemplate
      metadata: {name: payments, namespace: shared}
      spec:
        provider: {type: prometheus, address: "http://prometheus:9090"}
        query: payments_total
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void findsTheCanaryAmongOtherObjects() {
    Manifests manifests =
        Manifests.of("kind: Deployment\n---\n" + CANARY + "---\nkind: Service\n---\n");
    assertThat(manifests.canary().getMetadata().getName()).isEqualTo("podinfo");
    assertThat(manifests.canary().getMetadata().getNamespace()).isEqualTo("default");
  }

  @Test
  void findsWhatItNamesInTheSameAndInOtherFiles() throws IOException {
    Path file = Files.writeString(folder.resolve("canary.yaml"), CANARY + "---\n" + TEMPLATE);
    Path more =
        Files.writeString(
            folder.resolve("more.yaml"),
            TEMPLATE.replace("payments,", "orders,") + "---\n" + CANARY);
    var cluster = Manifests.read(file, List.of(more)).cluster();
    assertThat(cluster.get(MetricTemplate.class, "shared", "payments"))
        .hasValueSatisfying(
            template -> assertThat(template.getSpec().query()).isEqualTo("payments_total"));
    assertThat(cluster.get(MetricTemplate.class, "shared", "orders")).isPresent();
    assertThat(cluster.get(MetricTemplate.class, "default", "payments")).isEmpty();
  }

  @Test
  void asksOnePrometheusForEverything() {
    Manifests manifests =
        Manifests.of(
                CANARY.replace("service:", "metricsServer: http://prometheus:9090\n  service:")
                    + "---\n"
                    + TEMPLATE.replace("prometheus,", "prometheus, secretRef: {name: login},"))
            .asking("http://localhost:9090");
    assertThat(manifests.canary().getSpec().metricsServer()).isNull();
    assertThat(manifests.cluster().get(MetricTemplate.class, "shared", "payments"))
        .hasValueSatisfying(
            template -> {
              assertThat(template.getSpec().provider().address())
                  .isEqualTo("http://localhost:9090");
              assertThat(template.getSpec().provider().secretRef()).isNull();
            });
  }

  @Test
  void changesACopy() {
    Manifests manifests = Manifests.of(CANARY);
    var edited = manifests.edited(tree -> tree.withObject("/spec/analysis").put("threshold", 7));
    assertThat(edited.getSpec().analysis().threshold()).isEqualTo(7);
    assertThat(manifests.canary().getSpec().analysis().threshold()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a: b", "kind: Pod"})
  void refusesAFileWithoutACanary(String yaml) {
    refused(yaml, "The text has no Canary: it needs a document with kind: Canary");
  }

  @Test
  void refusesTwoCanaries() {
    refused(
        CANARY + "---\n" + CANARY.replace("name: podinfo}\nspec", "name: other}\nspec"),
        "The text has 2 Canaries (podinfo, other): put the one that you mean into a file of its"
            + " own.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "threshold: 2 | threshold: many | The text cannot be read: spec.analysis.threshold: ",
        "targetRef: | other: | The text: the Canary podinfo needs spec.targetRef and"
            + " spec.analysis.",
        "analysis: | other: | The text: the Canary podinfo needs spec.targetRef and spec.analysis.",
        "{name: podinfo} | {} | The text has a Canary without metadata.name.",
        "spec: | [ | The text cannot be read: ",
      })
  void saysWhatIsWrong(String what, String other, String message) {
    refused(CANARY.replace(what, other), message);
  }

  @Test
  void refusesAFileThatIsNotThere() {
    Path missing = folder.resolve("missing.yaml");
    assertThatExceptionOfType(UserErrorException.class)
        .isThrownBy(() -> Manifests.read(missing, List.of()))
        .withMessage("No file can be read at " + missing + ".");
  }

  private static void refused(String yaml, String message) {
    assertThatExceptionOfType(UserErrorException.class)
        .isThrownBy(() -> Manifests.of(yaml))
        .withMessageStartingWith(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }
}
