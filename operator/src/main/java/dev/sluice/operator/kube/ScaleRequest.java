package dev.sluice.operator.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.autoscaling.v1.Scale;
import io.fabric8.kubernetes.api.model.autoscaling.v1.ScaleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * Writes the scale subresource, in one request and signed; the client's own call reads it first and
 * signs with its user agent.
 */
final class ScaleRequest {
  private final KubernetesClient client;
  private final String fieldManager;

  ScaleRequest(KubernetesClient client, String fieldManager) {
    this.client = client;
    this.fieldManager = fieldManager;
  }

  /** The object as it is after the request. */
  <T extends HasMetadata> T send(T current, int replicas) {
    @SuppressWarnings("unchecked")
    var type = (Class<T>) current.getClass();
    var metadata = current.getMetadata();
    var path =
        "/apis/%s/namespaces/%s/%s/%s/scale?fieldManager=%s"
            .formatted(
                HasMetadata.getApiVersion(type),
                metadata.getNamespace(),
                HasMetadata.getPlural(type),
                metadata.getName(),
                fieldManager);
    var body =
        new ScaleBuilder()
            .withNewMetadata()
            .withName(metadata.getName())
            .withNamespace(metadata.getNamespace())
            .endMetadata()
            .withNewSpec()
            .withReplicas(replicas)
            .endSpec()
            .build();
    try {
      var answer = client.raw(path, "PUT", body);
      return scaled(
          current, client.getKubernetesSerialization().unmarshal(answer, Scale.class), replicas);
    } catch (KubernetesClientException e) {
      throw Refusal.of("update", type, "/scale", metadata.getNamespace(), metadata.getName(), e);
    }
  }

  /**
   * The answer is a Scale, not the object; but what the request changes of the object is known. The
   * generation has to go on, or an old status would count for the new size.
   */
  private <T extends HasMetadata> T scaled(T before, Scale answer, int replicas) {
    var json = client.getKubernetesSerialization();
    ObjectNode tree = json.convertValue(before, ObjectNode.class);
    tree.withObjectProperty("spec").put("replicas", replicas);
    var metadata = tree.withObjectProperty("metadata");
    metadata.put("resourceVersion", answer.getMetadata().getResourceVersion());
    metadata.put("generation", metadata.path("generation").asLong() + 1);
    @SuppressWarnings("unchecked")
    var type = (Class<T>) before.getClass();
    T after = json.convertValue(tree, type);
    // Nobody else owns the size any more; the rest of these entries was trimmed or is not asked
    // for.
    after
        .getMetadata()
        .setManagedFields(
            after.getMetadata().getManagedFields().stream()
                .filter(
                    entry ->
                        fieldManager.equals(entry.getManager()) || !Informers.ownsReplicas(entry))
                .toList());
    return after;
  }
}
