package dev.sluice.playground.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.Json;
import java.util.Map;

/** The fields of a status that the API always shows, however empty the status is. */
final class StatusZeros {
  private static final Map<String, String> BY_KIND =
      Map.ofEntries(
          Map.entry("Deployment", "{}"),
          Map.entry("ReplicaSet", "{\"replicas\":0}"),
          Map.entry("ReplicationController", "{\"replicas\":0}"),
          Map.entry("StatefulSet", "{\"replicas\":0,\"availableReplicas\":0}"),
          Map.entry(
              "DaemonSet",
              "{\"currentNumberScheduled\":0,\"desiredNumberScheduled\":0,"
                  + "\"numberMisscheduled\":0,\"numberReady\":0}"),
          Map.entry("Job", "{}"),
          Map.entry("CronJob", "{}"),
          Map.entry("HorizontalPodAutoscaler", "{\"desiredReplicas\":0,\"currentMetrics\":null}"),
          Map.entry(
              "PodDisruptionBudget",
              "{\"currentHealthy\":0,\"desiredHealthy\":0,\"disruptionsAllowed\":0,"
                  + "\"expectedPods\":0}"),
          Map.entry("Ingress", "{\"loadBalancer\":{}}"),
          Map.entry("Service", "{\"loadBalancer\":{}}"),
          Map.entry("ResourceQuota", "{}"),
          Map.entry("Node", "{}"));

  private StatusZeros() {}

  /** Fills in the status of an object. */
  static void fill(ObjectNode object) {
    String zeros = BY_KIND.get(object.path("kind").asText());
    if (zeros == null) {
      return;
    }
    ObjectNode status = Json.child(object, "status");
    for (Map.Entry<String, JsonNode> e : Json.parse(zeros).properties()) {
      if (!status.has(e.getKey())) {
        status.set(e.getKey(), e.getValue());
      }
    }
  }
}
