package dev.sluice.playground.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.json.Meta;
import java.time.Clock;

/** The columns of pods. */
final class PodColumns {
  private PodColumns() {}

  static TablePrinter printer(Clock clock) {
    return Columns.named(clock)
        .text("Ready", PodColumns::ready)
        .text("Status", PodColumns::status)
        .text("Restarts", pod -> restarts(pod, clock))
        .age()
        .wide("IP", pod -> orNone(Json.textAt(pod, "status", "podIP")))
        .wide("Node", pod -> orNone(Json.textAt(pod, "spec", "nodeName")))
        .wide("Nominated Node", pod -> orNone(Json.textAt(pod, "status", "nominatedNodeName")))
        .wide("Readiness Gates", pod -> gates(pod))
        .printer();
  }

  static String orNone(String text) {
    return text.isEmpty() ? "<none>" : text;
  }

  private static String ready(ObjectNode pod) {
    int ready = 0;
    for (JsonNode container : Json.at(pod, "status", "containerStatuses")) {
      ready += container.path("ready").asBoolean() ? 1 : 0;
    }
    return ready + "/" + Json.at(pod, "spec", "containers").size();
  }

  private static String restarts(ObjectNode pod, Clock clock) {
    long restarts = 0;
    String last = "";
    for (JsonNode container : Json.at(pod, "status", "containerStatuses")) {
      restarts += container.path("restartCount").asLong();
      String ended = Json.textAt(container, "lastState", "terminated", "finishedAt");
      last = ended.compareTo(last) > 0 ? ended : last;
    }
    return restarts == 0 || last.isEmpty()
        ? String.valueOf(restarts)
        : restarts + " (" + Age.since(last, clock) + " ago)";
  }

  private static String status(ObjectNode pod) {
    String reason = Json.textAt(pod, "status", "reason");
    if (reason.isEmpty()) {
      reason = Json.textAt(pod, "status", "phase");
    }
    boolean running = false;
    for (JsonNode container : Json.at(pod, "status", "containerStatuses")) {
      JsonNode state = container.path("state");
      String waiting = Json.textAt(state, "waiting", "reason");
      String terminated = Json.textAt(state, "terminated", "reason");
      if (!waiting.isEmpty()) {
        reason = waiting;
      } else if (!terminated.isEmpty()) {
        reason = terminated;
      } else if (state.has("terminated")) {
        reason = "ExitCode:" + state.path("terminated").path("exitCode").asInt();
      }
      running |= container.path("ready").asBoolean() && state.has("running");
    }
    if (reason.equals("Completed") && running) {
      reason = "Running";
    }
    return Meta.of(pod).deleting() ? "Terminating" : reason;
  }

  private static String gates(ObjectNode pod) {
    JsonNode gates = Json.at(pod, "spec", "readinessGates");
    if (gates.isEmpty()) {
      return "<none>";
    }
    int met = 0;
    for (JsonNode gate : gates) {
      for (JsonNode condition : Json.at(pod, "status", "conditions")) {
        met +=
            condition.path("type").equals(gate.path("conditionType"))
                    && condition.path("status").asText().equals("True")
                ? 1
                : 0;
      }
    }
    return met + "/" + gates.size();
  }
}
