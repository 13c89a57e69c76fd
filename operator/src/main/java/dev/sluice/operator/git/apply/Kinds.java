package dev.sluice.operator.git.apply;

import dev.sluice.operator.kube.Refusal;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The kinds that the API server serves. What it serves is remembered; what not is asked again. */
public final class Kinds {
  private final KubernetesClient client;
  private final Map<String, ResourceDefinitionContext> known = new ConcurrentHashMap<>();

  public Kinds(KubernetesClient client) {
    this.client = client;
  }

  /**
   * How a kind is addressed; empty when it is not served (yet).
   *
   * @throws dev.sluice.operator.kube.ProblemException when the API server does not answer
   */
  Optional<ResourceDefinitionContext> of(String apiVersion, String kind) {
    String key = apiVersion + " " + kind;
    ResourceDefinitionContext context = known.get(key);
    if (context == null) {
      ask(apiVersion);
      context = known.get(key);
    }
    return Optional.ofNullable(context);
  }

  private void ask(String apiVersion) {
    try {
      APIResourceList resources = client.getApiResources(apiVersion);
      if (resources != null) {
        for (APIResource resource : resources.getResources()) {
          if (!resource.getName().contains("/")) {
            known.put(
                apiVersion + " " + resource.getKind(),
                ResourceDefinitionContext.fromApiResource(apiVersion, resource));
          }
        }
      }
    } catch (KubernetesClientException e) {
      throw Refusal.of("get", new Refusal.Kind("", "", apiVersion), "", "", "", e);
    }
  }
}
