package dev.sluice.cli.stage;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Sluice's own kinds of objects, as its chart installs them. */
final class Definitions {
  private static final List<String> FILES =
      List.of(
          "/dev/sluice/cli/crds/canaries.flagger.app.yaml",
          "/dev/sluice/cli/crds/metrictemplates.flagger.app.yaml",
          "/dev/sluice/cli/crds/alertproviders.flagger.app.yaml",
          "/dev/sluice/cli/crds/imagepolicies.sluice.dev.yaml");

  private static final long SECONDS = 60;

  private Definitions() {}

  /**
   * Installs what is missing and waits until the API server serves it.
   *
   * @return those that were not there before
   */
  static List<CustomResourceDefinition> install(KubernetesClient client) {
    List<CustomResourceDefinition> missing =
        FILES.stream()
            .map(file -> read(client, file))
            .filter(definition -> client.resource(definition).get() == null)
            .toList();
    missing.forEach(definition -> client.resource(definition).create());
    for (CustomResourceDefinition definition : missing) {
      client
          .resource(definition)
          .waitUntilCondition(Definitions::established, SECONDS, TimeUnit.SECONDS);
    }
    return missing;
  }

  private static boolean established(CustomResourceDefinition definition) {
    return definition != null
        && definition.getStatus() != null
        // A moment after its creation the status has no conditions.
        && Stream.ofNullable(definition.getStatus().getConditions())
            .flatMap(List::stream)
            .anyMatch(c -> "Established".equals(c.getType()) && "True".equals(c.getStatus()));
  }

  private static CustomResourceDefinition read(KubernetesClient client, String file) {
    try (InputStream in =
        Objects.requireNonNull(Definitions.class.getResourceAsStream(file), file)) {
      return client.getKubernetesSerialization().unmarshal(in, CustomResourceDefinition.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
