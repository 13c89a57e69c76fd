package dev.sluice.playground.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.FieldError;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.resource.Behaviour;
import java.util.List;
import java.util.Set;

/** Pods: they end gracefully once they are on a node. */
final class PodBehaviour implements Behaviour {
  private static final Set<String> MUTABLE =
      Set.of(
          "nodeName",
          "activeDeadlineSeconds",
          "tolerations",
          "terminationGracePeriodSeconds",
          "ephemeralContainers",
          "schedulingGates",
          "containers",
          "initContainers");

  @Override
  public void applyDefaults(ObjectNode pod) {
    ObjectNode spec = Json.child(pod, "spec");
    PodDefaults.spec(spec);
    if (!spec.hasNonNull("enableServiceLinks")) {
      spec.put("enableServiceLinks", true);
    }
    for (JsonNode container : spec.path("containers")) {
      JsonNode limits = container.path("resources").path("limits");
      if (container.get("resources") instanceof ObjectNode resources && !limits.isEmpty()) {
        ObjectNode requests = Json.child(resources, "requests");
        limits.properties().forEach(e -> Json.putIfAbsent(requests, e.getKey(), e.getValue()));
      }
    }
  }

  @Override
  public void prepareCreate(ObjectNode pod) {
    ObjectNode spec = Json.child(pod, "spec");
    Json.putIfAbsent(spec, "serviceAccountName", "default");
    spec.set("serviceAccount", spec.path("serviceAccountName"));
    Json.putIfAbsent(spec, "priority", 0);
    Json.putIfAbsent(spec, "preemptionPolicy", "PreemptLowerPriority");
    ArrayNode tolerations =
        spec.get("tolerations") instanceof ArrayNode given ? given : spec.putArray("tolerations");
    for (String key : List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")) {
      tolerate(tolerations, key);
    }
    ObjectNode status = pod.putObject("status");
    status.put("phase", "Pending").put("qosClass", qosClass(spec));
  }

  private static void tolerate(ArrayNode tolerations, String key) {
    for (JsonNode toleration : tolerations) {
      if (toleration.path("key").asText().equals(key)) {
        return;
      }
    }
    tolerations
        .addObject()
        .put("key", key)
        .put("operator", "Exists")
        .put("effect", "NoExecute")
        .put("tolerationSeconds", 300);
  }

  private static String qosClass(ObjectNode spec) {
    boolean any = false;
    boolean all = true;
    for (JsonNode container : spec.path("containers")) {
      JsonNode resources = container.path("resources");
      JsonNode limits = resources.path("limits");
      any |= !limits.isEmpty() || !resources.path("requests").isEmpty();
      all &= limits.has("cpu") && limits.has("memory") && limits.equals(resources.path("requests"));
    }
    return any ? all ? "Guaranteed" : "Burstable" : "BestEffort";
  }

  @Override
  public List<FieldError> validate(ObjectNode pod) {
    return WorkloadRules.pod(pod.path("spec"), "spec");
  }

  @Override
  public List<FieldError> validateUpdate(ObjectNode pod, ObjectNode old) {
    ObjectNode now = fixed(pod);
    return now.equals(fixed(old))
        ? List.of()
        : List.of(
            FieldError.forbidden(
                "spec",
                "pod updates may not change fields other than `spec.containers[*].image`,"
                    + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
                    + "`spec.tolerations` (only additions to existing tolerations),"
                    + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was"
                    + " previously negative)"));
  }

  private static ObjectNode fixed(ObjectNode pod) {
    ObjectNode spec = pod.path("spec").deepCopy();
    MUTABLE.forEach(spec::remove);
    return spec;
  }

  @Override
  public boolean countsGenerations() {
    return true;
  }

  @Override
  public long graceSeconds(ObjectNode pod, long wanted) {
    String phase = Json.textAt(pod, "status", "phase");
    if (Json.textAt(pod, "spec", "nodeName").isEmpty()
        || phase.equals("Succeeded")
        || phase.equals("Failed")) {
      return 0;
    }
    return wanted >= 0 ? wanted : Json.at(pod, "spec", "terminationGracePeriodSeconds").asLong(30);
  }
}
