package dev.sluice.playground.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.FieldError;
import dev.sluice.playground.apiserver.json.Json;
import java.util.ArrayList;
import java.util.List;

/** Defaults and rules of kinds that have few of them. */
final class SmallDefaults {
  private static final String RBAC = "rbac.authorization.k8s.io";

  private SmallDefaults() {}

  static void endpointSlice(ObjectNode slice) {
    for (JsonNode each : slice.path("ports")) {
      if (each instanceof ObjectNode port) {
        Json.putIfAbsent(port, "name", "");
        Json.putIfAbsent(port, "protocol", "TCP");
      }
    }
    if (!slice.has("endpoints")) {
      slice.putNull("endpoints");
    }
    if (!slice.has("ports")) {
      slice.putNull("ports");
    }
  }

  static void endpoints(ObjectNode endpoints) {
    for (JsonNode subset : endpoints.path("subsets")) {
      for (JsonNode port : subset.path("ports")) {
        Json.putIfAbsent((ObjectNode) port, "protocol", "TCP");
      }
    }
  }

  static void networkPolicy(ObjectNode policy) {
    ObjectNode spec = Json.child(policy, "spec");
    Json.child(spec, "podSelector");
    if (!spec.has("policyTypes")) {
      ArrayNode types = spec.putArray("policyTypes").add("Ingress");
      if (spec.has("egress")) {
        types.add("Egress");
      }
    }
  }

  static void claim(ObjectNode claim) {
    Json.putIfAbsent(Json.child(claim, "spec"), "volumeMode", "Filesystem");
    Json.putIfAbsent(Json.child(claim, "status"), "phase", "Pending");
  }

  static void binding(ObjectNode binding) {
    Json.putIfAbsent(Json.child(binding, "roleRef"), "apiGroup", RBAC);
    for (JsonNode each : binding.path("subjects")) {
      if (each instanceof ObjectNode subject
          && !subject.path("kind").asText().equals("ServiceAccount")) {
        Json.putIfAbsent(subject, "apiGroup", RBAC);
      }
    }
  }

  static List<FieldError> ingress(ObjectNode ingress) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode spec = ingress.path("spec");
    if (spec.path("rules").isEmpty() && !spec.has("defaultBackend")) {
      errors.add(
          FieldError.invalid(
              "spec", Json.array(), "either `defaultBackend` or `rules` must be specified"));
    }
    for (int r = 0; r < spec.path("rules").size(); r++) {
      JsonNode paths = spec.path("rules").get(r).path("http").path("paths");
      for (int p = 0; p < paths.size(); p++) {
        String at = "spec.rules[" + r + "].http.paths[" + p + ']';
        ingressPath(paths.get(p), at, errors);
      }
    }
    return errors;
  }

  private static void ingressPath(JsonNode path, String at, List<FieldError> errors) {
    List<String> types = List.of("Exact", "ImplementationSpecific", "Prefix");
    JsonNode type = path.path("pathType");
    if (type.isMissingNode()) {
      errors.add(FieldError.required(at + ".pathType", "pathType must be specified"));
    } else if (!types.contains(type.asText())) {
      errors.add(FieldError.unsupported(at + ".pathType", type, types));
    } else if (!type.asText().equals("ImplementationSpecific")
        && !path.path("path").asText("").startsWith("/")) {
      errors.add(
          FieldError.invalid(
              at + ".path", path.path("path").asText(""), "must be an absolute path"));
    }
    JsonNode service = path.path("backend").path("service");
    if (!service.isMissingNode() && service.path("name").asText("").isEmpty()) {
      errors.add(FieldError.required(at + ".backend.service.name", ""));
    }
  }

  static List<FieldError> budget(ObjectNode budget) {
    JsonNode spec = budget.path("spec");
    return spec.has("minAvailable") && spec.has("maxUnavailable")
        ? List.of(
            FieldError.invalid("spec", spec, "minAvailable and maxUnavailable cannot be both set"))
        : List.of();
  }
}
