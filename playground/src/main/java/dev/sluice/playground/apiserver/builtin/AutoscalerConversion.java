package dev.sluice.playground.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.resource.Conversion;

/** Between autoscaling/v2, as autoscalers are stored, and v1, which knows CPU only. */
final class AutoscalerConversion implements Conversion {
  private static final String V1_TARGET = "targetCPUUtilizationPercentage";
  private static final String V1_CURRENT = "currentCPUUtilizationPercentage";

  /** Where v1 keeps what it has no fields for. */
  private static final String OTHER_METRICS = "autoscaling.alpha.kubernetes.io/metrics";

  private static final String BEHAVIOR = "autoscaling.alpha.kubernetes.io/behavior";

  @Override
  public ObjectNode fromStored(ObjectNode stored) {
    ObjectNode served = stored.deepCopy().put("apiVersion", "autoscaling/v1");
    ObjectNode spec = Json.child(served, "spec");
    ArrayNode others = Json.array();
    for (JsonNode metric : iterable(spec.remove("metrics"))) {
      JsonNode target = Json.at(metric, "resource", "target");
      boolean cpu =
          Json.textAt(metric, "resource", "name").equals("cpu") && target.has("averageUtilization");
      if (cpu) {
        spec.set(V1_TARGET, target.path("averageUtilization"));
      } else {
        others.add(metric);
      }
    }
    ObjectNode annotations = Json.child(Json.child(served, "metadata"), "annotations");
    if (!others.isEmpty()) {
      annotations.put(OTHER_METRICS, Json.string(others));
    }
    JsonNode behavior = spec.remove("behavior");
    if (behavior != null) {
      annotations.put(BEHAVIOR, Json.string(behavior));
    }
    if (annotations.isEmpty()) {
      Json.child(served, "metadata").remove("annotations");
    }
    ObjectNode status = Json.child(served, "status");
    for (JsonNode metric : iterable(status.remove("currentMetrics"))) {
      JsonNode used = Json.at(metric, "resource", "current", "averageUtilization");
      if (!used.isMissingNode()) {
        status.set(V1_CURRENT, used);
      }
    }
    return served;
  }

  @Override
  public ObjectNode toStored(ObjectNode served) {
    ObjectNode stored = served.deepCopy().put("apiVersion", "autoscaling/v2");
    ObjectNode spec = Json.child(stored, "spec");
    ObjectNode annotations = Json.child(Json.child(stored, "metadata"), "annotations");
    ArrayNode metrics = Json.array();
    JsonNode others = annotations.remove(OTHER_METRICS);
    if (others != null) {
      Json.parse(others.asText()).forEach(metrics::add);
    }
    JsonNode behavior = annotations.remove(BEHAVIOR);
    if (behavior != null) {
      spec.set("behavior", Json.parse(behavior.asText()));
    }
    if (annotations.isEmpty()) {
      Json.child(stored, "metadata").remove("annotations");
    }
    JsonNode target = spec.remove(V1_TARGET);
    if (target != null) {
      ObjectNode metric = metrics.insertObject(0).put("type", "Resource");
      metric
          .putObject("resource")
          .put("name", "cpu")
          .putObject("target")
          .put("type", "Utilization")
          .set("averageUtilization", target);
    }
    if (!metrics.isEmpty()) {
      spec.set("metrics", metrics);
    }
    Json.child(stored, "status").remove(V1_CURRENT);
    WorkloadDefaults.autoscaler(stored);
    return stored;
  }

  private static Iterable<JsonNode> iterable(@org.jspecify.annotations.Nullable JsonNode list) {
    return list == null ? Json.array() : list;
  }
}
