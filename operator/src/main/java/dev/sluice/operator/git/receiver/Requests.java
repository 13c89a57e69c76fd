package dev.sluice.operator.git.receiver;

import dev.sluice.crds.GitSync;
import dev.sluice.crds.ImagePolicy;
import dev.sluice.crds.ReceiverSpec.Resource;
import dev.sluice.operator.kube.Requested;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.Map;

/** Asks for a look at an object, by an annotation, so that whichever replica leads looks at it. */
final class Requests {
  private final KubernetesClient client;

  Requests(KubernetesClient client) {
    this.client = client;
  }

  /**
   * @param value another one than before
   * @return whether the object is there
   */
  boolean look(String namespace, Resource resource, String value) {
    Class<? extends HasMetadata> type =
        switch (resource.kind()) {
          case GitSync -> GitSync.class;
          case ImagePolicy -> ImagePolicy.class;
        };
    String patch =
        client
            .getKubernetesSerialization()
            .asJson(Map.of("metadata", Map.of("annotations", Map.of(Requested.ANNOTATION, value))));
    try {
      client
          .resources(type)
          .inNamespace(namespace)
          .withName(resource.name())
          .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }
}
