package dev.sluice.operator.kube;

import dev.sluice.crds.AlertProvider;
import dev.sluice.crds.Canary;
import dev.sluice.crds.MetricTemplate;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceValidation;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the operator cannot work without. It may come while the operator waits for it. */
public final class RequiredKinds {
  private static final Logger log = LoggerFactory.getLogger(RequiredKinds.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final String CANARIES = HasMetadata.getFullResourceName(Canary.class);

  /** Another product's definitions are replaced; the objects stay. */
  private static final String INSTALL =
      "kubectl apply --server-side --force-conflicts -f charts/sluice/crds/";

  private static final List<Class<? extends HasMetadata>> ALL =
      List.of(Canary.class, MetricTemplate.class, AlertProvider.class);

  private final KubernetesClient client;
  private final @Nullable String namespace;

  /**
   * @param namespace the only namespace to look at, or null for all
   */
  public RequiredKinds(KubernetesClient client, @Nullable String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** Returns when all are there; says once what is missing and what to do. */
  public void await() throws InterruptedException {
    Optional<String> told = Optional.empty();
    for (var wrong = wrong(); wrong.isPresent(); wrong = wrong()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (!wrong.equals(told)) {
        log.warn("{}", wrong.get());
        told = wrong;
      }
      Thread.sleep(PAUSE);
    }
    if (told.isPresent()) {
      log.info("All that was missing is there; going on");
    }
  }

  /** What is wrong and what to do, in one sentence; empty if nothing is. */
  public Optional<String> wrong() {
    try {
      var missing =
          ALL.stream()
              .filter(kind -> !client.supports(kind))
              .map(HasMetadata::getFullResourceName)
              .toList();
      if (!missing.isEmpty()) {
        return Optional.of(
            "Custom resource definitions are not installed: %s. Run %s; the operator waits for them"
                .formatted(String.join(", ", missing), INSTALL));
      }
      if (!remembersRollouts()) {
        return Optional.of(
            "The custom resource definition %s is not Sluice's and would drop its status. Run %s; the operator waits for it"
                .formatted(CANARIES, INSTALL));
      }
      list();
      return Optional.empty();
    } catch (KubernetesClientException e) {
      return Optional.of(
          Refusal.of("list", Canary.class, "", "", "", e).explanation()
              + "; the operator tries again");
    }
  }

  private void list() {
    var all = client.resources(Canary.class);
    var one = new ListOptionsBuilder().withLimit(1L).build();
    if (namespace == null) {
      all.inAnyNamespace().list(one);
    } else {
      all.inNamespace(namespace).list(one);
    }
  }

  /** Flagger's definition prunes Sluice's part of the status, which is its only memory. */
  private boolean remembersRollouts() {
    CustomResourceDefinition definition;
    try {
      definition = client.apiextensions().v1().customResourceDefinitions().withName(CANARIES).get();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        return true; // Not everybody may look at definitions.
      }
      throw e;
    }
    return definition == null
        || definition.getSpec().getVersions().stream()
            .filter(version -> version.getName().equals(HasMetadata.getVersion(Canary.class)))
            .allMatch(RequiredKinds::remembersRollouts);
  }

  private static boolean remembersRollouts(CustomResourceDefinitionVersion version) {
    return Optional.ofNullable(version.getSchema())
        .map(CustomResourceValidation::getOpenAPIV3Schema)
        .map(JSONSchemaProps::getProperties)
        .map(properties -> properties.get("status"))
        .map(JSONSchemaProps::getProperties)
        .filter(status -> status.containsKey("rollout"))
        .isPresent();
  }
}
