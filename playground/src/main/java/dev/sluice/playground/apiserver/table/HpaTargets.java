package dev.sluice.playground.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.Json;
import java.util.ArrayList;
import java.util.List;

/** The column of an autoscaler's metrics, as {@code cpu: 10%/80%}. */
final class HpaTargets {
  private static final int SHOWN = 2;
  private static final String UNKNOWN = "<unknown>";

  private HpaTargets() {}

  static String of(ObjectNode autoscaler) {
    JsonNode metrics = Json.at(autoscaler, "spec", "metrics");
    JsonNode current = Json.at(autoscaler, "status", "currentMetrics");
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < Math.min(SHOWN, metrics.size()); i++) {
      shown.add(metric(metrics.get(i), current.path(i)));
    }
    String more = metrics.size() > SHOWN ? " + " + (metrics.size() - SHOWN) + " more..." : "";
    return shown.isEmpty() ? "<none>" : String.join(", ", shown) + more;
  }

  private static String metric(JsonNode metric, JsonNode current) {
    String type = metric.path("type").asText();
    return switch (type) {
      case "Resource" -> resource(metric.path("resource"), current.path("resource"));
      case "ContainerResource" ->
          resource(metric.path("containerResource"), current.path("containerResource"));
      case "Pods" -> average(metric.path("pods"), current.path("pods"), "");
      case "External" -> average(metric.path("external"), current.path("external"), " (avg)");
      case "Object" -> average(metric.path("object"), current.path("object"), " (avg)");
      default -> "<unknown type>";
    };
  }

  private static String resource(JsonNode metric, JsonNode current) {
    String name = metric.path("name").asText();
    JsonNode target = metric.path("target");
    if (target.has("averageValue")) {
      return name
          + ": "
          + Json.at(current, "current", "averageValue").asText(UNKNOWN)
          + '/'
          + target.path("averageValue").asText();
    }
    JsonNode used = Json.at(current, "current", "averageUtilization");
    return name
        + ": "
        + (used.isMissingNode() ? UNKNOWN : used.asText() + '%')
        + '/'
        + target.path("averageUtilization").asText("<auto>")
        + '%';
  }

  private static String average(JsonNode metric, JsonNode current, String suffix) {
    JsonNode target = metric.path("target");
    String field = target.has("averageValue") ? "averageValue" : "value";
    return Json.at(current, "current", field).asText(UNKNOWN)
        + '/'
        + target.path(field).asText()
        + (field.equals("averageValue") ? suffix : "");
  }
}
