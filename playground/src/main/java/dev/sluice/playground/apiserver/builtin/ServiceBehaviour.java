package dev.sluice.playground.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.FieldError;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.json.Meta;
import dev.sluice.playground.apiserver.resource.Behaviour;
import dev.sluice.playground.apiserver.resource.MetaRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Services: each gets an address in 10.96.0.0/16, and node ports where its type has them. */
final class ServiceBehaviour implements Behaviour {
  private static final int ADDRESSES = 1 << 16;
  private static final int FIRST_ADDRESS = 10;
  private static final int FIRST_NODE_PORT = 30_000;
  private static final int LAST_NODE_PORT = 32_767;
  private static final String NONE = "None";

  private final Set<String> addresses = ConcurrentHashMap.newKeySet();
  private final Set<Integer> nodePorts = ConcurrentHashMap.newKeySet();

  @Override
  public void applyDefaults(ObjectNode service) {
    ObjectNode spec = Json.child(service, "spec");
    Json.putIfAbsent(spec, "type", "ClusterIP");
    Json.putIfAbsent(spec, "sessionAffinity", "None");
    for (JsonNode each : spec.path("ports")) {
      if (each instanceof ObjectNode port) {
        Json.putIfAbsent(port, "protocol", "TCP");
        JsonNode target = port.path("targetPort");
        if (target.isMissingNode() || target.asText().equals("0") || target.asText().isEmpty()) {
          port.set("targetPort", port.path("port"));
        }
      }
    }
    String type = spec.path("type").asText();
    if (!type.equals("ExternalName")) {
      Json.putIfAbsent(spec, "internalTrafficPolicy", "Cluster");
    }
    if (hasNodePorts(type)) {
      Json.putIfAbsent(spec, "externalTrafficPolicy", "Cluster");
    }
    if (type.equals("LoadBalancer") && !spec.has("allocateLoadBalancerNodePorts")) {
      spec.put("allocateLoadBalancerNodePorts", true);
    }
    if (spec.path("sessionAffinity").asText().equals("ClientIP")) {
      Json.putIfAbsent(
          Json.child(Json.child(spec, "sessionAffinityConfig"), "clientIP"),
          "timeoutSeconds",
          10_800);
    }
    Json.child(Json.child(service, "status"), "loadBalancer");
  }

  private static boolean hasNodePorts(String type) {
    return type.equals("NodePort") || type.equals("LoadBalancer");
  }

  @Override
  public void prepareCreate(ObjectNode service) {
    service.putObject("status").putObject("loadBalancer");
    allocate(Json.child(service, "spec"));
  }

  @Override
  public void prepareUpdate(ObjectNode service, ObjectNode old) {
    ObjectNode spec = Json.child(service, "spec");
    JsonNode before = old.path("spec");
    if (!spec.path("type").asText().equals("ExternalName")) {
      for (String field : List.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy")) {
        if (before.has(field)) {
          Json.putIfAbsent(spec, field, before.path(field));
        }
      }
      keepNodePorts(spec, before);
    }
    allocate(spec);
  }

  private static void keepNodePorts(ObjectNode spec, JsonNode before) {
    for (JsonNode each : spec.path("ports")) {
      for (JsonNode was : before.path("ports")) {
        boolean same =
            was.path("port").equals(each.path("port"))
                && was.path("protocol").equals(each.path("protocol"));
        if (same && was.has("nodePort") && each instanceof ObjectNode port) {
          Json.putIfAbsent(port, "nodePort", was.path("nodePort"));
        }
      }
    }
  }

  private void allocate(ObjectNode spec) {
    String type = spec.path("type").asText();
    if (type.equals("ExternalName")) {
      spec.remove(List.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"));
      return;
    }
    Json.putIfAbsent(spec, "ipFamilyPolicy", "SingleStack");
    if (!spec.has("ipFamilies")) {
      spec.putArray("ipFamilies").add("IPv4");
    }
    if (spec.path("clusterIP").asText("").isEmpty()) {
      spec.put("clusterIP", address());
    }
    if (!spec.has("clusterIPs")) {
      spec.putArray("clusterIPs").add(spec.path("clusterIP"));
    }
    for (JsonNode each : spec.path("ports")) {
      if (each instanceof ObjectNode port) {
        if (!hasNodePorts(type)) {
          port.remove("nodePort");
        } else if (port.path("nodePort").asInt(0) == 0) {
          port.put("nodePort", nodePort());
        }
      }
    }
  }

  private String address() {
    for (int i = FIRST_ADDRESS; i < ADDRESSES; i++) {
      String candidate = "10.96." + i / 256 + '.' + i % 256;
      if (addresses.add(candidate)) {
        return candidate;
      }
    }
    throw new IllegalStateException("all service addresses are in use");
  }

  private int nodePort() {
    for (int port = FIRST_NODE_PORT; port <= LAST_NODE_PORT; port++) {
      if (nodePorts.add(port)) {
        return port;
      }
    }
    throw new IllegalStateException("all node ports are in use");
  }

  @Override
  public void stored(ObjectNode service) {
    JsonNode spec = service.path("spec");
    if (spec.has("clusterIP")) {
      addresses.add(spec.path("clusterIP").asText());
    }
    spec.path("ports").forEach(p -> nodePorts.add(p.path("nodePort").asInt()));
  }

  @Override
  public void removed(ObjectNode service) {
    JsonNode spec = service.path("spec");
    addresses.remove(spec.path("clusterIP").asText(""));
    spec.path("ports").forEach(p -> nodePorts.remove(p.path("nodePort").asInt()));
  }

  @Override
  public List<FieldError> validate(ObjectNode service) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode spec = service.path("spec");
    JsonNode ports = spec.path("ports");
    boolean external = spec.path("type").asText().equals("ExternalName");
    if (ports.isEmpty() && !external && !spec.path("clusterIP").asText().equals(NONE)) {
      errors.add(FieldError.required("spec.ports", ""));
    }
    if (external && spec.path("externalName").asText("").isEmpty()) {
      errors.add(FieldError.required("spec.externalName", ""));
    }
    Set<String> types = Set.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
    if (!types.contains(spec.path("type").asText())) {
      errors.add(
          FieldError.unsupported("spec.type", spec.path("type"), types.stream().sorted().toList()));
    }
    errors.addAll(ports(ports));
    var selector = new java.util.LinkedHashMap<String, String>();
    spec.path("selector")
        .properties()
        .forEach(e -> selector.put(e.getKey(), e.getValue().asText()));
    errors.addAll(MetaRules.labels("spec.selector", selector));
    return errors;
  }

  private static List<FieldError> ports(JsonNode ports) {
    List<FieldError> errors = new ArrayList<>();
    Set<String> names = new HashSet<>();
    Set<String> numbers = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      String at = "spec.ports[" + i + ']';
      JsonNode port = ports.get(i);
      String name = port.path("name").asText("");
      if (name.isEmpty() && ports.size() > 1) {
        errors.add(FieldError.required(at + ".name", ""));
      } else if (!name.isEmpty() && !names.add(name)) {
        errors.add(FieldError.duplicate(at + ".name", port.path("name")));
      }
      WorkloadRules.port(
          port.has("port") ? port.path("port") : Json.number(0), at + ".port", errors);
      ObjectNode number = Json.object();
      number.set("port", port.path("port"));
      number.set("protocol", port.path("protocol"));
      if (!numbers.add(number.toString())) {
        errors.add(FieldError.duplicate(at, number));
      }
    }
    return errors;
  }

  @Override
  public List<FieldError> validateUpdate(ObjectNode service, ObjectNode old) {
    JsonNode now = service.path("spec").path("clusterIP");
    JsonNode before = old.path("spec").path("clusterIP");
    boolean changed = !before.isMissingNode() && !now.isMissingNode() && !now.equals(before);
    if (changed && !Meta.of(old).name().isEmpty()) {
      ObjectNode unused = Json.object();
      unused.putArray("clusterIPs").add(now);
      return List.of(
          FieldError.invalid(
              "spec.clusterIPs[0]", unused.path("clusterIPs"), "may not change once set"));
    }
    return List.of();
  }
}
