package dev.sluice.playground.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The columns of the kinds that make pods. */
final class WorkloadColumns {
  private WorkloadColumns() {}

  static TablePrinter deployment(Clock clock) {
    return containers(
            Columns.named(clock)
                .text("Ready", o -> status(o, "readyReplicas") + "/" + spec(o, "replicas"))
                .number("Up-to-date", o -> status(o, "updatedReplicas"))
                .number("Available", o -> status(o, "availableReplicas"))
                .age())
        .wide("Selector", WorkloadColumns::selector)
        .printer();
  }

  static TablePrinter replicaSet(Clock clock) {
    return containers(
            Columns.named(clock)
                .number("Desired", o -> spec(o, "replicas"))
                .number("Current", o -> status(o, "replicas"))
                .number("Ready", o -> status(o, "readyReplicas"))
                .age())
        .wide("Selector", WorkloadColumns::selector)
        .printer();
  }

  static TablePrinter daemonSet(Clock clock) {
    return containers(
            Columns.named(clock)
                .number("Desired", o -> status(o, "desiredNumberScheduled"))
                .number("Current", o -> status(o, "currentNumberScheduled"))
                .number("Ready", o -> status(o, "numberReady"))
                .number("Up-to-date", o -> status(o, "updatedNumberScheduled"))
                .number("Available", o -> status(o, "numberAvailable"))
                .text(
                    "Node Selector",
                    o -> pairs(Json.at(o, "spec", "template", "spec", "nodeSelector")))
                .age())
        .wide("Selector", WorkloadColumns::selector)
        .printer();
  }

  static TablePrinter statefulSet(Clock clock) {
    return containers(
            Columns.named(clock)
                .text("Ready", o -> status(o, "readyReplicas") + "/" + spec(o, "replicas"))
                .age())
        .printer();
  }

  static TablePrinter job(Clock clock) {
    return containers(
            Columns.named(clock)
                .text("Status", WorkloadColumns::jobStatus)
                .text("Completions", WorkloadColumns::completions)
                .text("Duration", o -> duration(o, clock))
                .age())
        .wide("Selector", WorkloadColumns::selector)
        .printer();
  }

  static TablePrinter cronJob(Clock clock) {
    return containers(
            Columns.named(clock)
                .text("Schedule", o -> Json.textAt(o, "spec", "schedule"))
                .text("Timezone", o -> PodColumns.orNone(Json.textAt(o, "spec", "timeZone")))
                .text("Suspend", o -> Json.at(o, "spec", "suspend").asBoolean() ? "True" : "False")
                .number("Active", o -> Json.at(o, "status", "active").size())
                .text(
                    "Last Schedule",
                    o -> {
                      String last = Json.textAt(o, "status", "lastScheduleTime");
                      return last.isEmpty() ? "<none>" : Age.since(last, clock);
                    })
                .age())
        .printer();
  }

  static TablePrinter autoscaler(Clock clock) {
    return Columns.named(clock)
        .text(
            "Reference",
            o ->
                Json.textAt(o, "spec", "scaleTargetRef", "kind")
                    + '/'
                    + Json.textAt(o, "spec", "scaleTargetRef", "name"))
        .text("Targets", HpaTargets::of)
        .text("MinPods", o -> Json.at(o, "spec", "minReplicas").asText("<unset>"))
        .number("MaxPods", o -> spec(o, "maxReplicas"))
        .number("Replicas", o -> status(o, "currentReplicas"))
        .age()
        .printer();
  }

  private static Columns containers(Columns columns) {
    return columns
        .wide("Containers", o -> containers(o, "name"))
        .wide("Images", o -> containers(o, "image"));
  }

  private static String containers(ObjectNode object, String field) {
    JsonNode spec = object.path("spec");
    JsonNode template = spec.has("jobTemplate") ? spec.path("jobTemplate").path("spec") : spec;
    List<String> all = new ArrayList<>();
    Json.at(template, "template", "spec", "containers")
        .forEach(c -> all.add(c.path(field).asText()));
    return String.join(",", all);
  }

  private static long spec(ObjectNode object, String field) {
    return Json.at(object, "spec", field).asLong(0);
  }

  private static long status(ObjectNode object, String field) {
    return Json.at(object, "status", field).asLong(0);
  }

  static String selector(ObjectNode object) {
    return pairs(Json.at(object, "spec", "selector", "matchLabels"));
  }

  static String pairs(JsonNode map) {
    List<String> all = new ArrayList<>();
    map.properties().forEach(e -> all.add(e.getKey() + '=' + e.getValue().asText()));
    all.sort(null);
    return PodColumns.orNone(String.join(",", all));
  }

  private static String completions(ObjectNode job) {
    JsonNode wanted = Json.at(job, "spec", "completions");
    long parallelism = spec(job, "parallelism");
    long done = status(job, "succeeded");
    if (!wanted.isMissingNode()) {
      return done + "/" + wanted.asLong();
    }
    return parallelism > 1 ? done + "/1 of " + parallelism : done + "/1";
  }

  private static String duration(ObjectNode job, Clock clock) {
    String start = Json.textAt(job, "status", "startTime");
    String end = Json.textAt(job, "status", "completionTime");
    if (start.isEmpty()) {
      return "";
    }
    return end.isEmpty()
        ? Age.since(start, clock)
        : Age.text(Duration.between(Instant.parse(start), Instant.parse(end)));
  }

  private static String jobStatus(ObjectNode job) {
    for (String type :
        List.of("Complete", "Failed", "Suspended", "FailureTarget", "SuccessCriteriaMet")) {
      for (JsonNode condition : Json.at(job, "status", "conditions")) {
        if (condition.path("type").asText().equals(type)
            && condition.path("status").asText().equals("True")) {
          return type;
        }
      }
    }
    return job.path("metadata").has("deletionTimestamp") ? "Terminating" : "Running";
  }
}
