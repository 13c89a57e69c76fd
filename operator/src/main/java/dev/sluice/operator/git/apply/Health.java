package dev.sluice.operator.git.apply;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * How an object does, by the rules of kstatus (sigs.k8s.io/cli-utils/pkg/kstatus).
 *
 * @param message what it waits for, or what went wrong; empty when it is well
 */
public record Health(State state, String message) {
  /** What can be said of an object. */
  public enum State {
    CURRENT,
    IN_PROGRESS,
    FAILED
  }

  private static final Health CURRENT = new Health(State.CURRENT, "");

  /** Reads it from an object as the API server has it. */
  static Health of(JsonNode object) {
    JsonNode metadata = object.path("metadata");
    JsonNode status = object.path("status");
    if (metadata.has("deletionTimestamp")) {
      return progress("is being deleted");
    }
    long generation = metadata.path("generation").asLong(0);
    if (status.has("observedGeneration")
        && status.path("observedGeneration").asLong() < generation) {
      return progress("its controller has not seen generation " + generation + " yet");
    }
    Optional<Health> told = told(status);
    if (told.isPresent()) {
      return told.get();
    }
    return switch (object.path("apiVersion").asText().replaceFirst("/.*", "")
        + "/"
        + object.path("kind").asText()) {
      case "apps/Deployment" -> deployment(object.path("spec"), status);
      case "apps/StatefulSet" -> replicas(object.path("spec"), status, "updatedReplicas");
      case "apps/ReplicaSet" -> replicas(object.path("spec"), status, "replicas");
      case "apps/DaemonSet" -> daemonSet(status);
      case "batch/Job" -> job(status);
      case "v1/Pod" -> pod(status);
      case "v1/PersistentVolumeClaim" ->
          status.path("phase").asText().equals("Bound") ? CURRENT : progress("is not bound");
      case "v1/Service" ->
          object.path("spec").path("type").asText().equals("LoadBalancer")
                  && status.path("loadBalancer").path("ingress").isEmpty()
              ? progress("has no address of a load balancer yet")
              : CURRENT;
      case "apiextensions.k8s.io/CustomResourceDefinition" ->
          condition(status, "Established").equals("True")
              ? CURRENT
              : progress("is not established");
      default ->
          condition(status, "Ready").equals("False") ? progress(message(status, "Ready")) : CURRENT;
    };
  }

  /** What an object says of itself in kstatus' own conditions. */
  private static Optional<Health> told(JsonNode status) {
    if (condition(status, "Stalled").equals("True")) {
      return Optional.of(new Health(State.FAILED, message(status, "Stalled")));
    }
    if (condition(status, "Reconciling").equals("True")) {
      return Optional.of(progress(message(status, "Reconciling")));
    }
    return Optional.empty();
  }

  private static Health deployment(JsonNode spec, JsonNode status) {
    if (reason(status, "Progressing").equals("ProgressDeadlineExceeded")) {
      return new Health(State.FAILED, message(status, "Progressing"));
    }
    return replicas(spec, status, "updatedReplicas");
  }

  private static Health replicas(JsonNode spec, JsonNode status, String updated) {
    int wanted = spec.path("replicas").asInt(1);
    if (!status.has("observedGeneration")) {
      return progress("its controller has not seen it yet");
    }
    if (status.path(updated).asInt(0) < wanted) {
      return progress(
          "%d of %d pods are of the new version".formatted(status.path(updated).asInt(0), wanted));
    }
    if (status.path("replicas").asInt(0) > wanted) {
      return progress("%d pods are to go".formatted(status.path("replicas").asInt(0) - wanted));
    }
    int ready =
        Math.min(
            status.path("readyReplicas").asInt(0),
            status.has("availableReplicas") ? status.path("availableReplicas").asInt(0) : wanted);
    return ready < wanted ? progress("%d of %d pods are ready".formatted(ready, wanted)) : CURRENT;
  }

  private static Health daemonSet(JsonNode status) {
    if (!status.has("observedGeneration")) {
      return progress("its controller has not seen it yet");
    }
    int wanted = status.path("desiredNumberScheduled").asInt(0);
    int ready =
        Math.min(
            status.path("updatedNumberScheduled").asInt(0), status.path("numberReady").asInt(0));
    return ready < wanted ? progress("%d of %d pods are ready".formatted(ready, wanted)) : CURRENT;
  }

  private static Health job(JsonNode status) {
    if (condition(status, "Failed").equals("True")) {
      return new Health(State.FAILED, message(status, "Failed"));
    }
    return condition(status, "Complete").equals("True") || status.has("startTime")
        ? CURRENT
        : progress("has not started");
  }

  private static Health pod(JsonNode status) {
    return switch (status.path("phase").asText()) {
      case "Succeeded" -> CURRENT;
      case "Failed" -> new Health(State.FAILED, status.path("message").asText("it failed"));
      case "Running" ->
          condition(status, "Ready").equals("True") ? CURRENT : progress("is not ready");
      default -> progress("is not running");
    };
  }

  private static Health progress(String message) {
    return new Health(State.IN_PROGRESS, message);
  }

  private static String condition(JsonNode status, String type) {
    return field(status, type, "status");
  }

  private static String reason(JsonNode status, String type) {
    return field(status, type, "reason");
  }

  private static String message(JsonNode status, String type) {
    return field(status, type, "message");
  }

  private static String field(JsonNode status, String type, String name) {
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path(name).asText("");
      }
    }
    return "";
  }
}
