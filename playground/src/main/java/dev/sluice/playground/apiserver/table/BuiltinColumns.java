package dev.sluice.playground.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.Json;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The columns of the built-in kinds. */
public final class BuiltinColumns {
  private BuiltinColumns() {}

  /** The printer of a kind; kinds that have no columns of their own show name and age. */
  public static TablePrinter of(String group, String kind, Clock clock) {
    return switch (kind) {
      case "Pod" -> PodColumns.printer(clock);
      case "Deployment" -> WorkloadColumns.deployment(clock);
      case "ReplicaSet", "ReplicationController" -> WorkloadColumns.replicaSet(clock);
      case "DaemonSet" -> WorkloadColumns.daemonSet(clock);
      case "StatefulSet" -> WorkloadColumns.statefulSet(clock);
      case "Job" -> WorkloadColumns.job(clock);
      case "CronJob" -> WorkloadColumns.cronJob(clock);
      case "HorizontalPodAutoscaler" -> WorkloadColumns.autoscaler(clock);
      case "Service" -> NetworkColumns.service(clock);
      case "Ingress" -> NetworkColumns.ingress(clock);
      case "IngressClass" -> NetworkColumns.ingressClass(clock);
      case "Endpoints" -> NetworkColumns.endpoints(clock);
      case "EndpointSlice" -> NetworkColumns.endpointSlice(clock);
      case "NetworkPolicy" -> NetworkColumns.policy(clock);
      case "Event" -> group.isEmpty() ? event(clock) : plain(clock);
      default -> core(kind, clock);
    };
  }

  private static TablePrinter core(String kind, Clock clock) {
    return switch (kind) {
      case "Namespace" ->
          Columns.named(clock)
              .text("Status", o -> Json.textAt(o, "status", "phase"))
              .age()
              .printer();
      case "ConfigMap" ->
          Columns.named(clock)
              .number("Data", o -> o.path("data").size() + o.path("binaryData").size())
              .age()
              .printer();
      case "Secret" ->
          Columns.named(clock)
              .text("Type", o -> Json.textAt(o, "type"))
              .number("Data", o -> o.path("data").size())
              .age()
              .printer();
      case "ServiceAccount" ->
          Columns.named(clock).number("Secrets", o -> o.path("secrets").size()).age().printer();
      case "Lease" ->
          Columns.named(clock)
              .text("Holder", o -> Json.textAt(o, "spec", "holderIdentity"))
              .age()
              .printer();
      case "PodDisruptionBudget" ->
          Columns.named(clock)
              .text("Min Available", o -> Json.at(o, "spec", "minAvailable").asText("N/A"))
              .text("Max Unavailable", o -> Json.at(o, "spec", "maxUnavailable").asText("N/A"))
              .number(
                  "Allowed Disruptions", o -> Json.at(o, "status", "disruptionsAllowed").asLong(0))
              .age()
              .printer();
      case "CustomResourceDefinition", "Role", "ClusterRole" ->
          Columns.named(clock)
              .add(
                  "Created At",
                  "date",
                  0,
                  o -> Json.text(Json.textAt(o, "metadata", "creationTimestamp")))
              .printer();
      case "RoleBinding", "ClusterRoleBinding" -> binding(clock);
      case "ControllerRevision" -> revision(clock);
      case "Node" -> node(clock);
      default -> plain(clock);
    };
  }

  private static TablePrinter plain(Clock clock) {
    return Columns.named(clock).age().printer();
  }

  private static TablePrinter node(Clock clock) {
    return Columns.named(clock)
        .text("Status", o -> condition(o, "Ready").equals("True") ? "Ready" : "NotReady")
        .text("Roles", o -> "<none>")
        .age()
        .text("Version", o -> Json.textAt(o, "status", "nodeInfo", "kubeletVersion"))
        .printer();
  }

  private static String condition(ObjectNode object, String type) {
    for (JsonNode condition : Json.at(object, "status", "conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("status").asText();
      }
    }
    return "";
  }

  private static TablePrinter revision(Clock clock) {
    return Columns.named(clock)
        .text(
            "Controller",
            o -> {
              for (JsonNode owner : Json.at(o, "metadata", "ownerReferences")) {
                if (owner.path("controller").asBoolean()) {
                  String group = owner.path("apiVersion").asText().replaceFirst("/.*|^v1$", "");
                  String kind = owner.path("kind").asText().toLowerCase(java.util.Locale.ROOT);
                  return kind
                      + (group.isEmpty() ? "" : '.' + group)
                      + '/'
                      + owner.path("name").asText();
                }
              }
              return "<none>";
            })
        .number("Revision", o -> o.path("revision").asLong())
        .age()
        .printer();
  }

  private static TablePrinter binding(Clock clock) {
    return Columns.named(clock)
        .text(
            "Role",
            o -> Json.textAt(o, "roleRef", "kind") + '/' + Json.textAt(o, "roleRef", "name"))
        .age()
        .wide("Users", o -> subjects(o, "User"))
        .wide("Groups", o -> subjects(o, "Group"))
        .wide("ServiceAccounts", o -> subjects(o, "ServiceAccount"))
        .printer();
  }

  private static String subjects(ObjectNode binding, String kind) {
    List<String> all = new ArrayList<>();
    for (JsonNode subject : binding.path("subjects")) {
      if (subject.path("kind").asText().equals(kind)) {
        String namespace = subject.path("namespace").asText("");
        all.add((namespace.isEmpty() ? "" : namespace + '/') + subject.path("name").asText());
      }
    }
    return String.join(", ", all);
  }

  private static TablePrinter event(Clock clock) {
    return Columns.empty(clock)
        .text("Last Seen", o -> Age.since(lastSeen(o), clock))
        .text("Type", o -> Json.textAt(o, "type"))
        .text("Reason", o -> Json.textAt(o, "reason"))
        .text(
            "Object",
            o ->
                Json.textAt(o, "involvedObject", "kind").toLowerCase(java.util.Locale.ROOT)
                    + '/'
                    + Json.textAt(o, "involvedObject", "name"))
        .wide("Subobject", o -> Json.textAt(o, "involvedObject", "fieldPath"))
        .wide("Source", BuiltinColumns::source)
        .text("Message", o -> Json.textAt(o, "message").strip())
        .wide("First Seen", o -> Age.since(firstSeen(o), clock))
        .wide("Count", o -> String.valueOf(Math.max(1, o.path("count").asLong(1))))
        .wide("Name", o -> Json.textAt(o, "metadata", "name"))
        .printer();
  }

  private static String source(ObjectNode event) {
    String component = Json.textAt(event, "source", "component");
    if (component.isEmpty()) {
      component = Json.textAt(event, "reportingComponent");
    }
    String host = Json.textAt(event, "source", "host");
    return host.isEmpty() ? component : component + ", " + host;
  }

  private static String lastSeen(ObjectNode event) {
    return firstOf(
        Json.textAt(event, "series", "lastObservedTime"),
        Json.textAt(event, "lastTimestamp"),
        Json.textAt(event, "eventTime"),
        Json.textAt(event, "firstTimestamp"));
  }

  private static String firstSeen(ObjectNode event) {
    return firstOf(Json.textAt(event, "firstTimestamp"), Json.textAt(event, "eventTime"));
  }

  private static String firstOf(String... times) {
    for (String time : times) {
      if (!time.isEmpty()) {
        return time;
      }
    }
    return "";
  }
}
