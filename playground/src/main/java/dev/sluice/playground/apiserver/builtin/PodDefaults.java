package dev.sluice.playground.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.Json;
import java.util.List;
import java.util.function.Consumer;

/** The defaults of pod specs and of the templates of pods. */
final class PodDefaults {
  private static final int DEFAULT_MODE = 0644;
  private static final int TOKEN_SECONDS = 3600;

  private PodDefaults() {}

  /** Fills in the pod template of a workload, with this restart policy unless it names one. */
  static void template(ObjectNode workloadSpec) {
    ObjectNode template = Json.child(workloadSpec, "template");
    Json.child(template, "metadata");
    spec(Json.child(template, "spec"));
  }

  /** Fills in a pod's spec. */
  static void spec(ObjectNode spec) {
    Json.putIfAbsent(spec, "restartPolicy", "Always");
    Json.putIfAbsent(spec, "dnsPolicy", "ClusterFirst");
    Json.putIfAbsent(spec, "schedulerName", "default-scheduler");
    Json.putIfAbsent(spec, "terminationGracePeriodSeconds", 30);
    Json.child(spec, "securityContext");
    if (spec.hasNonNull("serviceAccountName")) {
      spec.set("serviceAccount", spec.path("serviceAccountName"));
    } else if (spec.hasNonNull("serviceAccount")) {
      spec.set("serviceAccountName", spec.path("serviceAccount"));
    }
    boolean hostNetwork = spec.path("hostNetwork").asBoolean();
    for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
      each(spec.path(list), container -> container(container, hostNetwork));
    }
    each(spec.path("volumes"), PodDefaults::volume);
  }

  private static void each(JsonNode list, Consumer<ObjectNode> action) {
    for (JsonNode item : list) {
      if (item instanceof ObjectNode object) {
        action.accept(object);
      }
    }
  }

  private static void container(ObjectNode container, boolean hostNetwork) {
    Json.putIfAbsent(container, "terminationMessagePath", "/dev/termination-log");
    Json.putIfAbsent(container, "terminationMessagePolicy", "File");
    Json.putIfAbsent(container, "imagePullPolicy", pullPolicy(container.path("image").asText("")));
    Json.child(container, "resources");
    each(
        container.path("ports"),
        port -> {
          Json.putIfAbsent(port, "protocol", "TCP");
          if (hostNetwork) {
            Json.putIfAbsent(port, "hostPort", port.path("containerPort"));
          }
        });
    for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
      if (container.get(probe) instanceof ObjectNode given) {
        probe(given);
      }
    }
    for (String hook : List.of("postStart", "preStop")) {
      if (container.path("lifecycle").get(hook) instanceof ObjectNode given) {
        httpGet(given);
      }
    }
    each(
        container.path("env"),
        env -> {
          if (env.path("valueFrom").get("fieldRef") instanceof ObjectNode ref) {
            Json.putIfAbsent(ref, "apiVersion", "v1");
          }
        });
  }

  private static String pullPolicy(String image) {
    String last = image.substring(image.lastIndexOf('/') + 1);
    if (image.contains("@")) {
      return "IfNotPresent";
    }
    int colon = last.indexOf(':');
    return colon < 0 || last.substring(colon + 1).equals("latest") ? "Always" : "IfNotPresent";
  }

  private static void probe(ObjectNode probe) {
    Json.putIfAbsent(probe, "timeoutSeconds", 1);
    Json.putIfAbsent(probe, "periodSeconds", 10);
    Json.putIfAbsent(probe, "successThreshold", 1);
    Json.putIfAbsent(probe, "failureThreshold", 3);
    httpGet(probe);
    if (probe.get("grpc") instanceof ObjectNode grpc) {
      Json.putIfAbsent(grpc, "service", "");
    }
  }

  private static void httpGet(ObjectNode handler) {
    if (handler.get("httpGet") instanceof ObjectNode get) {
      Json.putIfAbsent(get, "path", "/");
      Json.putIfAbsent(get, "scheme", "HTTP");
    }
  }

  private static void volume(ObjectNode volume) {
    if (volume.size() == 1) {
      volume.putObject("emptyDir");
    }
    for (String source : List.of("secret", "configMap", "downwardAPI", "projected")) {
      if (volume.get(source) instanceof ObjectNode given) {
        Json.putIfAbsent(given, "defaultMode", DEFAULT_MODE);
      }
    }
    if (volume.get("hostPath") instanceof ObjectNode hostPath) {
      Json.putIfAbsent(hostPath, "type", "");
    }
    each(
        volume.path("projected").path("sources"),
        source -> {
          if (source.get("serviceAccountToken") instanceof ObjectNode token) {
            Json.putIfAbsent(token, "expirationSeconds", TOKEN_SECONDS);
          }
          fieldRefs(source.path("downwardAPI").path("items"));
        });
    fieldRefs(volume.path("downwardAPI").path("items"));
  }

  private static void fieldRefs(JsonNode items) {
    each(
        items,
        item -> {
          if (item.get("fieldRef") instanceof ObjectNode ref) {
            Json.putIfAbsent(ref, "apiVersion", "v1");
          }
        });
  }
}
