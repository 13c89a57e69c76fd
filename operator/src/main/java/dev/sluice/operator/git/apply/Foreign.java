package dev.sluice.operator.git.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.operator.kube.KubernetesCluster;
import java.util.function.BooleanSupplier;

/**
 * What is not Git's to decide although Git may say something about it: the fields that Sluice
 * itself writes while it releases a version, such as the replicas of a Canary's target, and the
 * size that an autoscaler has set. They are left out of what is applied, so they are no drift and
 * nobody fights over them.
 */
final class Foreign {
  private Foreign() {}

  /**
   * The declared object without those fields.
   *
   * @param live the object as it is in the cluster
   * @param isReleased whether the object is the target of a Canary
   */
  static ObjectNode without(ObjectNode declared, JsonNode live, BooleanSupplier isReleased) {
    ObjectNode rest = declared.deepCopy();
    for (JsonNode entry : live.path("metadata").path("managedFields")) {
      if (entry.path("manager").asText().equals(KubernetesCluster.FIELD_MANAGER)
          || isAutoscaler(entry)) {
        subtract(rest, entry.path("fieldsV1"));
      }
    }
    // Who scales to zero is not noted down by the API server.
    if (rest.path("spec") instanceof ObjectNode spec
        && spec.path("replicas").asInt(0) > 0
        && live.path("spec").path("replicas").asInt(1) == 0
        && isReleased.getAsBoolean()) {
      spec.remove("replicas");
    }
    return rest;
  }

  /** The horizontal autoscaler is part of this manager; who scales by hand is not. */
  private static boolean isAutoscaler(JsonNode entry) {
    return entry.path("subresource").asText("").equals("scale")
        && entry.path("manager").asText().equals("kube-controller-manager");
  }

  /** Lists are left as they are: an element cannot be given up by halves. */
  private static void subtract(ObjectNode from, JsonNode fields) {
    for (var field : fields.properties()) {
      if (!field.getKey().startsWith("f:")) {
        continue;
      }
      String name = field.getKey().substring(2);
      if (field.getValue().isEmpty()) {
        from.remove(name);
      } else if (from.path(name) instanceof ObjectNode nested) {
        subtract(nested, field.getValue());
        if (nested.isEmpty()) {
          from.remove(name);
        }
      }
    }
  }
}
