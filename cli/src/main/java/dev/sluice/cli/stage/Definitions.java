package dev.sluice.cli.stage;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Sluice's own kinds of objects, as its chart installs them. */
public final class Definitions {
  private static final List<String> FILES =
      List.of(
          "/META-INF/sluice/crds/canaries.flagger.app.yaml",
          "/META-INF/sluice/crds/metrictemplates.flagger.app.yaml",
          "/META-INF/sluice/crds/alertproviders.flagger.app.yaml",
          "/META-INF/sluice/crds/imagepolicies.sluice.dev.yaml",
          "/META-INF/sluice/crds/receivers.sluice.dev.yaml",
          "/META-INF/sluice/crds/gitsyncs.sluice.dev.yaml");

  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager("sluice-crds")
          .withForce(true)
          .build();

  private static final long SECONDS = 60;

  private Definitions() {}

  /**
   * Installs what is missing and waits until the API server serves it.
   *
   * @return those that were not there before
   */
  public static List<CustomResourceDefinition> install(KubernetesClient client) {
    List<CustomResourceDefinition> missing =
        FILES.stream()
            .map(file -> read(client, file))
            .filter(definition -> client.resource(definition).get() == null)
            .toList();
    missing.forEach(definition -> client.resource(definition).create());
    missing.forEach(definition -> await(client, definition));
    return missing;
  }

  /**
   * Writes all as this version has them, over those of another version or product; the objects
   * stay. Returns when the API server serves them.
   *
   * @return the names
   * @throws io.fabric8.kubernetes.client.KubernetesClientException if it is refused
   */
  public static List<String> apply(KubernetesClient client) {
    List<CustomResourceDefinition> all = FILES.stream().map(file -> read(client, file)).toList();
    all.forEach(definition -> client.resource(definition).patch(APPLY));
    all.forEach(definition -> await(client, definition));
    return all.stream().map(definition -> definition.getMetadata().getName()).toList();
  }

  /** All as YAML, for {@code kubectl apply --server-side -f -}. */
  public static String yaml() {
    return FILES.stream().map(Definitions::text).collect(Collectors.joining("---\n"));
  }

  private static void await(KubernetesClient client, CustomResourceDefinition definition) {
    client
        .resource(definition)
        .waitUntilCondition(Definitions::established, SECONDS, TimeUnit.SECONDS);
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
    return client
        .getKubernetesSerialization()
        .unmarshal(text(file), CustomResourceDefinition.class);
  }

  private static String text(String file) {
    try (InputStream in =
        Objects.requireNonNull(Definitions.class.getResourceAsStream(file), file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
