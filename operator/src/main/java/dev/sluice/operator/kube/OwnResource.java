package dev.sluice.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import java.util.stream.Stream;

/** Writes the status and the finalizer of resources that Sluice reconciles. */
public final class OwnResource {
  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(KubernetesCluster.FIELD_MANAGER)
          .withForce(true)
          .build();

  private OwnResource() {}

  /**
   * Applies the status.
   *
   * @param patch the status, and of the metadata what names the resource; with a resource version
   *     or a uid only of that one
   * @return the resource as it is now
   * @throws io.fabric8.kubernetes.client.KubernetesClientException when the API server refuses it
   */
  public static <T extends HasMetadata> T writeStatus(KubernetesClient client, T patch) {
    return client.resource(patch).subresource("status").patch(APPLY);
  }

  /**
   * Adds a finalizer, which is not there yet. By hand, because the client's own way refuses names
   * without a slash.
   *
   * @return the resource as it is now
   * @throws io.fabric8.kubernetes.client.KubernetesClientException with 409 if somebody changed the
   *     resource in the meantime
   */
  public static <T extends HasMetadata> T addFinalizer(
      KubernetesClient client, T resource, String finalizer) {
    return write(
        client, resource, Stream.concat(resource.getFinalizers().stream(), Stream.of(finalizer)));
  }

  /** Takes a finalizer away; as {@link #addFinalizer}. */
  public static <T extends HasMetadata> T removeFinalizer(
      KubernetesClient client, T resource, String finalizer) {
    return write(
        client,
        resource,
        resource.getFinalizers().stream().filter(other -> !other.equals(finalizer)));
  }

  private static <T extends HasMetadata> T write(
      KubernetesClient client, T resource, Stream<String> finalizers) {
    Map<String, Object> metadata =
        Map.of(
            "resourceVersion", resource.getMetadata().getResourceVersion(),
            "finalizers", finalizers.toList());
    return client
        .resource(resource)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            client.getKubernetesSerialization().asJson(Map.of("metadata", metadata)));
  }
}
