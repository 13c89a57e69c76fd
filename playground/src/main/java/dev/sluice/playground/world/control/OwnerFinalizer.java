package dev.sluice.playground.world.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.List;

/** Deletion with a policy other than in the background: dependents first, or left as orphans. */
final class OwnerFinalizer {
  private static final String FOREGROUND = "foregroundDeletion";
  private static final String ORPHAN = "orphan";
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  private final KubernetesClient client;

  OwnerFinalizer(KubernetesClient client) {
    this.client = client;
  }

  static boolean isOne(String finalizer) {
    return finalizer.equals(FOREGROUND) || finalizer.equals(ORPHAN);
  }

  /** Does what the owner's finalizer asks; to be called again when a dependent has changed. */
  void handle(HasMetadata owner, List<HasMetadata> dependents) {
    if (owner.getMetadata().getFinalizers().contains(ORPHAN)) {
      dependents.forEach(dependent -> disown(dependent, owner));
      release(owner, ORPHAN);
    } else if (dependents.isEmpty()) {
      release(owner, FOREGROUND);
    } else {
      dependents.stream().filter(dependent -> !Owners.deleting(dependent)).forEach(this::delete);
    }
  }

  private void delete(HasMetadata dependent) {
    client.resource(dependent).delete();
  }

  private void disown(HasMetadata dependent, HasMetadata owner) {
    ArrayNode others = JsonNodeFactory.instance.arrayNode();
    dependent.getMetadata().getOwnerReferences().stream()
        .filter(reference -> !reference.getUid().equals(owner.getMetadata().getUid()))
        .forEach(
            reference ->
                others.add(
                    client.getKubernetesSerialization().convertValue(reference, JsonNode.class)));
    patch(dependent, "ownerReferences", others);
  }

  private void release(HasMetadata owner, String finalizer) {
    ArrayNode others = JsonNodeFactory.instance.arrayNode();
    owner.getMetadata().getFinalizers().stream()
        .filter(other -> !other.equals(finalizer))
        .forEach(others::add);
    patch(owner, "finalizers", others);
  }

  private void patch(HasMetadata object, String field, ArrayNode value) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    ObjectNode metadata = patch.putObject("metadata");
    metadata.put("resourceVersion", object.getMetadata().getResourceVersion());
    metadata.set(field, value);
    try {
      if (object instanceof GenericKubernetesResource generic) {
        client
            .genericKubernetesResources(generic.getApiVersion(), generic.getKind())
            .inNamespace(object.getMetadata().getNamespace())
            .withName(object.getMetadata().getName())
            .patch(MERGE, patch.toString());
      } else {
        client.resource(object).patch(MERGE, patch.toString());
      }
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
    }
  }
}
