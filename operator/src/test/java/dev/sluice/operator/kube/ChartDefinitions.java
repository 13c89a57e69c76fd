package dev.sluice.operator.kube;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The definitions that the chart installs. */
public final class ChartDefinitions {
  private ChartDefinitions() {}

  public static List<CustomResourceDefinition> of(KubernetesClient client) {
    try (var files = Files.list(Path.of("../charts/sluice/crds"))) {
      return files.sorted().map(file -> read(client, file)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CustomResourceDefinition read(KubernetesClient client, Path file) {
    try (var in = Files.newInputStream(file)) {
      return client.getKubernetesSerialization().unmarshal(in, CustomResourceDefinition.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
