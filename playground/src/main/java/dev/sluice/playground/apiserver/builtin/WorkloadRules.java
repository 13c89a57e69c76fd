package dev.sluice.playground.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.FieldError;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.json.LabelText;
import dev.sluice.playground.apiserver.resource.LabelSelector;
import dev.sluice.playground.apiserver.resource.MetaRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What must hold for the kinds that make pods. */
final class WorkloadRules {
  private static final String SELECTOR = "spec.selector";

  private WorkloadRules() {}

  /** Deployments, replica sets, daemon sets and stateful sets. */
  static List<FieldError> workload(ObjectNode object) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode spec = object.path("spec");
    notNegative(spec, "spec", "replicas", errors);
    notNegative(spec, "spec", "minReadySeconds", errors);
    notNegative(spec, "spec", "revisionHistoryLimit", errors);
    JsonNode selector = spec.path("selector");
    if (selector.isMissingNode()) {
      errors.add(FieldError.required(SELECTOR, ""));
    } else if (selector.isEmpty()) {
      errors.add(
          FieldError.invalid(SELECTOR, selector, "empty selector is invalid for deployment"));
    }
    JsonNode labels = spec.path("template").path("metadata").path("labels");
    if (!selector.isMissingNode() && !matches(selector, labels)) {
      errors.add(
          new FieldError(
              FieldError.Reason.INVALID,
              "spec.template.metadata.labels",
              sorted(labels),
              "`selector` does not match template `labels`"));
    }
    errors.addAll(pod(spec.path("template").path("spec"), "spec.template.spec"));
    return errors;
  }

  private static String sorted(JsonNode labels) {
    ObjectNode all = Json.object();
    Map<String, JsonNode> byName = new TreeMap<>();
    labels.properties().forEach(e -> byName.put(e.getKey(), e.getValue()));
    byName.forEach(all::set);
    return labels.isMissingNode() ? "null" : Json.string(all);
  }

  private static boolean matches(JsonNode selector, JsonNode labels) {
    ObjectNode pod = Json.object();
    if (labels.isObject()) {
      pod.putObject("metadata").set("labels", labels);
    }
    return LabelSelector.parse(LabelText.of(selector)).test(pod);
  }

  /** Selectors of workloads do not change. */
  static List<FieldError> selectorStays(ObjectNode object, ObjectNode old) {
    JsonNode now = object.path("spec").path("selector");
    return now.equals(old.path("spec").path("selector"))
        ? List.of()
        : List.of(FieldError.invalid(SELECTOR, now, "field is immutable"));
  }

  /** The spec of a pod or of a template. */
  static List<FieldError> pod(JsonNode spec, String at) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode containers = spec.path("containers");
    if (containers.isEmpty()) {
      errors.add(FieldError.required(at + ".containers", ""));
    }
    Set<String> volumes = new HashSet<>();
    int v = 0;
    for (JsonNode volume : spec.path("volumes")) {
      String name = volume.path("name").asText("");
      if (!volumes.add(name)) {
        errors.add(FieldError.duplicate(at + ".volumes[" + v + "].name", Json.text(name)));
      }
      v++;
    }
    Set<String> names = new HashSet<>();
    for (String list : List.of("initContainers", "containers")) {
      for (int i = 0; i < spec.path(list).size(); i++) {
        String path = at + '.' + list + '[' + i + ']';
        container(spec.path(list).get(i), path, names, volumes, errors);
      }
    }
    return errors;
  }

  private static void container(
      JsonNode container,
      String at,
      Set<String> names,
      Set<String> volumes,
      List<FieldError> errors) {
    String name = container.path("name").asText("");
    if (name.isEmpty()) {
      errors.add(FieldError.required(at + ".name", ""));
    } else {
      MetaRules.dnsLabel(at + ".name", name).ifPresent(errors::add);
      if (!names.add(name)) {
        errors.add(FieldError.duplicate(at + ".name", Json.text(name)));
      }
    }
    if (container.path("image").asText("").isEmpty()) {
      errors.add(FieldError.required(at + ".image", ""));
    }
    for (int i = 0; i < container.path("ports").size(); i++) {
      JsonNode port = container.path("ports").get(i).path("containerPort");
      if (port.isMissingNode()) {
        errors.add(FieldError.required(at + ".ports[" + i + "].containerPort", ""));
      } else {
        port(port, at + ".ports[" + i + "].containerPort", errors);
      }
    }
    for (int i = 0; i < container.path("env").size(); i++) {
      if (container.path("env").get(i).path("name").asText("").isEmpty()) {
        errors.add(FieldError.required(at + ".env[" + i + "].name", ""));
      }
    }
    for (int i = 0; i < container.path("volumeMounts").size(); i++) {
      JsonNode mounted = container.path("volumeMounts").get(i).path("name");
      if (!volumes.contains(mounted.asText())) {
        errors.add(
            new FieldError(
                FieldError.Reason.NOT_FOUND,
                at + ".volumeMounts[" + i + "].name",
                Json.string(mounted),
                ""));
      }
    }
  }

  static void port(JsonNode port, String at, List<FieldError> errors) {
    if (port.asInt() < 1 || port.asInt() > 65535) {
      errors.add(FieldError.invalid(at, port, "must be between 1 and 65535, inclusive"));
    }
  }

  static void notNegative(JsonNode spec, String at, String field, List<FieldError> errors) {
    if (spec.path(field).asLong(0) < 0) {
      errors.add(
          FieldError.invalid(
              at + '.' + field, spec.path(field), "must be greater than or equal to 0"));
    }
  }

  static List<FieldError> autoscaler(ObjectNode object) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode spec = object.path("spec");
    JsonNode min = spec.path("minReplicas");
    JsonNode max = spec.path("maxReplicas");
    if (min.asLong(1) < 1) {
      errors.add(FieldError.invalid("spec.minReplicas", min, "must be greater than or equal to 1"));
    }
    if (max.asLong(0) < 1) {
      errors.add(
          FieldError.invalid(
              "spec.maxReplicas",
              max.isMissingNode() ? Json.number(0) : max,
              "must be greater than 0"));
    } else if (max.asLong() < min.asLong(1)) {
      errors.add(
          FieldError.invalid(
              "spec.maxReplicas", max, "must be greater than or equal to `minReplicas`"));
    }
    for (String field : List.of("kind", "name")) {
      if (spec.path("scaleTargetRef").path(field).asText("").isEmpty()) {
        errors.add(FieldError.required("spec.scaleTargetRef." + field, ""));
      }
    }
    return errors;
  }
}
