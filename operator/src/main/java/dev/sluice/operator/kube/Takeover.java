package dev.sluice.operator.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;

/**
 * Makes Sluice the owner of fields that it has to be able to remove. An apply removes only what its
 * own field manager has set, so what Flagger once wrote, or what somebody added to a primary's pod
 * template by hand, would stay for ever. The fields of such managers are first written over to
 * Sluice in {@code managedFields}, as client-go's csaupgrade does; the apply that follows then
 * drops those that it does not set.
 *
 * <p>Only for objects that a Canary controls, and never for {@code spec.replicas}: given up by an
 * apply it would fall back to one.
 */
final class Takeover {
  /** How Flagger signs what it writes. */
  static final String FLAGGER = "flagger";

  private static final String RESTARTED = "f:kubectl.kubernetes.io/restartedAt";

  private final KubernetesClient client;

  Takeover(KubernetesClient client) {
    this.client = client;
  }

  /** Whether there is something to take over. Costs nothing. */
  static boolean isDue(HasMetadata object, JsonNode tree) {
    if (!Informers.isControlledByCanary(object)) {
      return false;
    }
    for (var entry : tree.path("metadata").path("managedFields")) {
      if (isForeign(entry) && !claimed(entry).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Takes over; two requests. */
  void of(HasMetadata cached) {
    var type = cached.getClass();
    var metadata = cached.getMetadata();
    try {
      var fresh = client.resource(cached).get();
      if (fresh != null) {
        ObjectNode tree = client.getKubernetesSerialization().convertValue(fresh, ObjectNode.class);
        var patch = tree.objectNode();
        patch.put("apiVersion", fresh.getApiVersion()).put("kind", fresh.getKind());
        patch
            .putObject("metadata")
            .put("name", metadata.getName())
            .put("namespace", metadata.getNamespace())
            .put("resourceVersion", fresh.getMetadata().getResourceVersion())
            .set("managedFields", merged(tree));
        client
            .resource(client.getKubernetesSerialization().convertValue(patch, type))
            .patch(
                new PatchContext.Builder()
                    .withPatchType(PatchType.JSON_MERGE)
                    .withFieldManager(KubernetesCluster.FIELD_MANAGER)
                    .build());
      }
    } catch (KubernetesClientException e) {
      throw Refusal.of("patch", type, "", metadata.getNamespace(), metadata.getName(), e);
    }
  }

  /** The managed fields of an object, with what is claimed in Sluice's own entry. */
  private static ArrayNode merged(ObjectNode object) {
    var result = object.arrayNode();
    var taken = object.objectNode();
    ObjectNode own = null;
    for (var entry : object.path("metadata").path("managedFields")) {
      if (OwnedFields.isApplyOf(entry, KubernetesCluster.FIELD_MANAGER)) {
        own = entry.deepCopy();
      } else if (isForeign(entry)) {
        var claimed = claimed(entry);
        merge(taken, claimed);
        var rest = (ObjectNode) entry.deepCopy();
        subtract(rest.withObjectProperty("fieldsV1"), claimed);
        if (!rest.path("fieldsV1").isEmpty()) {
          result.add(rest);
        }
      } else {
        result.add(entry.deepCopy());
      }
    }
    if (own == null) {
      own =
          object
              .objectNode()
              .put("manager", KubernetesCluster.FIELD_MANAGER)
              .put("operation", "Apply")
              .put("apiVersion", object.path("apiVersion").asText())
              .put("fieldsType", "FieldsV1");
    }
    merge(own.withObjectProperty("fieldsV1"), taken);
    return result.add(own);
  }

  private static boolean isForeign(JsonNode entry) {
    return entry.path("subresource").asText("").isEmpty()
        && !entry.path("manager").asText().equals(KubernetesCluster.FIELD_MANAGER);
  }

  /** Everything of Flagger's; of others only the pod template. */
  private static ObjectNode claimed(JsonNode entry) {
    var fields = entry.path("fieldsV1");
    if (!(fields.deepCopy() instanceof ObjectNode all)) {
      return ((ObjectNode) entry).objectNode();
    }
    if (entry.path("manager").asText().equals(FLAGGER)) {
      all.remove("f:status");
      if (all.path("f:spec") instanceof ObjectNode spec) {
        spec.remove("f:replicas");
        if (spec.isEmpty()) {
          all.remove("f:spec");
        }
      }
      return all;
    }
    var template = all.path("f:spec").path("f:template");
    var result = all.objectNode();
    if (template instanceof ObjectNode && !isRestart(template)) {
      result.putObject("f:spec").set("f:template", template);
    }
    return result;
  }

  /** {@code kubectl rollout restart} is no edit. */
  private static boolean isRestart(JsonNode template) {
    var annotations = template.path("f:metadata").path("f:annotations");
    return template.size() == 1
        && template.path("f:metadata").size() == 1
        && annotations.properties().stream()
            .allMatch(field -> List.of(".", RESTARTED).contains(field.getKey()));
  }

  private static void merge(ObjectNode into, JsonNode fields) {
    for (var field : fields.properties()) {
      if (into.path(field.getKey()) instanceof ObjectNode nested) {
        merge(nested, field.getValue());
      } else {
        into.set(field.getKey(), field.getValue().deepCopy());
      }
    }
  }

  private static void subtract(ObjectNode from, JsonNode fields) {
    for (var field : fields.properties()) {
      if (from.path(field.getKey()) instanceof ObjectNode nested) {
        subtract(nested, field.getValue());
        if (nested.isEmpty()) {
          from.remove(field.getKey());
        }
      }
    }
  }
}
