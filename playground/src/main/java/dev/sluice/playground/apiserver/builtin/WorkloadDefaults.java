package dev.sluice.playground.apiserver.builtin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.Json;

/** The defaults of the kinds that make pods. */
final class WorkloadDefaults {
  private static final String ROLLING = "RollingUpdate";

  private WorkloadDefaults() {}

  static void deployment(ObjectNode deployment) {
    ObjectNode spec = Json.child(deployment, "spec");
    Json.putIfAbsent(spec, "replicas", 1);
    Json.putIfAbsent(spec, "revisionHistoryLimit", 10);
    Json.putIfAbsent(spec, "progressDeadlineSeconds", 600);
    ObjectNode strategy = Json.child(spec, "strategy");
    Json.putIfAbsent(strategy, "type", ROLLING);
    if (strategy.path("type").asText().equals(ROLLING)) {
      ObjectNode rolling = Json.child(strategy, "rollingUpdate");
      Json.putIfAbsent(rolling, "maxUnavailable", "25%");
      Json.putIfAbsent(rolling, "maxSurge", "25%");
    }
    PodDefaults.template(spec);
  }

  static void replicaSet(ObjectNode replicaSet) {
    ObjectNode spec = Json.child(replicaSet, "spec");
    Json.putIfAbsent(spec, "replicas", 1);
    PodDefaults.template(spec);
  }

  static void daemonSet(ObjectNode daemonSet) {
    ObjectNode spec = Json.child(daemonSet, "spec");
    Json.putIfAbsent(spec, "revisionHistoryLimit", 10);
    ObjectNode strategy = Json.child(spec, "updateStrategy");
    Json.putIfAbsent(strategy, "type", ROLLING);
    if (strategy.path("type").asText().equals(ROLLING)) {
      ObjectNode rolling = Json.child(strategy, "rollingUpdate");
      Json.putIfAbsent(rolling, "maxUnavailable", 1);
      Json.putIfAbsent(rolling, "maxSurge", 0);
    }
    PodDefaults.template(spec);
  }

  static void statefulSet(ObjectNode statefulSet) {
    ObjectNode spec = Json.child(statefulSet, "spec");
    Json.putIfAbsent(spec, "replicas", 1);
    Json.putIfAbsent(spec, "revisionHistoryLimit", 10);
    Json.putIfAbsent(spec, "podManagementPolicy", "OrderedReady");
    ObjectNode strategy = Json.child(spec, "updateStrategy");
    Json.putIfAbsent(strategy, "type", ROLLING);
    if (strategy.path("type").asText().equals(ROLLING)) {
      Json.putIfAbsent(Json.child(strategy, "rollingUpdate"), "partition", 0);
    }
    ObjectNode retention = Json.child(spec, "persistentVolumeClaimRetentionPolicy");
    Json.putIfAbsent(retention, "whenDeleted", "Retain");
    Json.putIfAbsent(retention, "whenScaled", "Retain");
    PodDefaults.template(spec);
  }

  static void job(ObjectNode job) {
    jobSpec(Json.child(job, "spec"));
  }

  private static void jobSpec(ObjectNode spec) {
    if (!spec.hasNonNull("completions") && !spec.hasNonNull("parallelism")) {
      spec.put("completions", 1).put("parallelism", 1);
    }
    Json.putIfAbsent(spec, "parallelism", 1);
    Json.putIfAbsent(spec, "backoffLimit", 6);
    Json.putIfAbsent(spec, "completionMode", "NonIndexed");
    Json.putIfAbsent(spec, "podReplacementPolicy", "TerminatingOrFailed");
    if (!spec.hasNonNull("suspend")) {
      spec.put("suspend", false);
    }
    if (!spec.hasNonNull("manualSelector")) {
      spec.put("manualSelector", false);
    }
    PodDefaults.template(spec);
  }

  static void cronJob(ObjectNode cronJob) {
    ObjectNode spec = Json.child(cronJob, "spec");
    Json.putIfAbsent(spec, "concurrencyPolicy", "Allow");
    if (!spec.hasNonNull("suspend")) {
      spec.put("suspend", false);
    }
    Json.putIfAbsent(spec, "successfulJobsHistoryLimit", 3);
    Json.putIfAbsent(spec, "failedJobsHistoryLimit", 1);
    ObjectNode template = Json.child(spec, "jobTemplate");
    Json.child(template, "metadata");
    PodDefaults.template(Json.child(template, "spec"));
  }

  /** Version 1 of autoscalers. */
  static void oldAutoscaler(ObjectNode autoscaler) {
    Json.putIfAbsent(Json.child(autoscaler, "spec"), "minReplicas", 1);
  }

  static void autoscaler(ObjectNode autoscaler) {
    ObjectNode spec = Json.child(autoscaler, "spec");
    Json.putIfAbsent(spec, "minReplicas", 1);
    if (spec.path("metrics").isEmpty()) {
      ObjectNode metric = spec.putArray("metrics").addObject();
      metric.put("type", "Resource");
      metric
          .putObject("resource")
          .put("name", "cpu")
          .putObject("target")
          .put("type", "Utilization")
          .put("averageUtilization", 80);
    }
    if (spec.get("behavior") instanceof ObjectNode behavior) {
      ObjectNode up = Json.child(behavior, "scaleUp");
      Json.putIfAbsent(up, "stabilizationWindowSeconds", 0);
      Json.putIfAbsent(up, "selectPolicy", "Max");
      if (!up.has("policies")) {
        ArrayNode policies = up.putArray("policies");
        policies.addObject().put("type", "Pods").put("value", 4).put("periodSeconds", 15);
        policies.addObject().put("type", "Percent").put("value", 100).put("periodSeconds", 15);
      }
      ObjectNode down = Json.child(behavior, "scaleDown");
      Json.putIfAbsent(down, "selectPolicy", "Max");
      if (!down.has("policies")) {
        down.putArray("policies")
            .addObject()
            .put("type", "Percent")
            .put("value", 100)
            .put("periodSeconds", 15);
      }
    }
  }
}
