package dev.sluice.operator.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How an apply changes an object: what the manager applied before and leaves out now is removed,
 * the rest is merged. Lists are atomic, except those that Kubernetes merges by a key.
 */
final class ServerSideApply {
  private static final List<String> SERVER_OWNED =
      List.of("managedFields", "resourceVersion", "uid", "generation", "creationTimestamp");

  private static final Map<String, List<String>> KEYS =
      Map.ofEntries(
          Map.entry("containers", List.of("name")),
          Map.entry("initContainers", List.of("name")),
          Map.entry("env", List.of("name")),
          Map.entry("volumes", List.of("name")),
          Map.entry("imagePullSecrets", List.of("name")),
          Map.entry("volumeMounts", List.of("mountPath")),
          Map.entry("ownerReferences", List.of("uid")),
          Map.entry("ports", List.of("port", "containerPort", "protocol")));

  /** Maps that are replaced as a whole. */
  private static final List<String> ATOMIC = List.of("selector", "labelSelector");

  private ServerSideApply() {}

  /** What of an object can be applied: neither the status nor what the API server sets. */
  static ObjectNode applicable(ObjectNode object) {
    ObjectNode result = object.deepCopy();
    result.remove("status");
    result.withObjectProperty("metadata").remove(SERVER_OWNED);
    return result;
  }

  /** The object after the apply; the arguments stay as they are. */
  static ObjectNode merge(ObjectNode current, ObjectNode appliedBefore, ObjectNode applied) {
    ObjectNode result = current.deepCopy();
    for (var field : List.copyOf(appliedBefore.properties())) {
      JsonNode now = applied.path(field.getKey());
      if (now.isMissingNode()) {
        giveUp(result, field.getKey(), field.getValue());
      }
    }
    for (var field : applied.properties()) {
      String name = field.getKey();
      result.set(
          name,
          mergeValue(
              name, result.path(name), appliedBefore.path(name), field.getValue().deepCopy()));
    }
    return result;
  }

  /** Removes what was applied of a field, and the field itself if nothing else is in it. */
  private static void giveUp(ObjectNode owner, String name, JsonNode applied) {
    if (owner.path(name) instanceof ObjectNode child && applied instanceof ObjectNode before) {
      ObjectNode rest = merge(child, before, child.objectNode());
      if (rest.isEmpty()) {
        owner.remove(name);
      } else {
        owner.set(name, rest);
      }
    } else {
      owner.remove(name);
    }
  }

  private static JsonNode mergeValue(
      String name, JsonNode current, JsonNode appliedBefore, JsonNode applied) {
    if (!ATOMIC.contains(name)
        && current instanceof ObjectNode object
        && applied instanceof ObjectNode wanted) {
      return merge(
          object,
          appliedBefore instanceof ObjectNode before ? before : object.objectNode(),
          wanted);
    }
    if (current instanceof ArrayNode list
        && applied instanceof ArrayNode wanted
        && KEYS.containsKey(name)) {
      return mergeByKey(
          KEYS.getOrDefault(name, List.of()),
          list,
          appliedBefore instanceof ArrayNode before ? before : list.arrayNode(),
          wanted);
    }
    return applied;
  }

  private static ArrayNode mergeByKey(
      List<String> keys, ArrayNode current, ArrayNode appliedBefore, ArrayNode applied) {
    ArrayNode result = current.arrayNode();
    for (JsonNode element : current) {
      Optional<JsonNode> wanted = find(keys, applied, element);
      Optional<JsonNode> before = find(keys, appliedBefore, element);
      if (wanted.isPresent()) {
        result.add(
            merge(
                (ObjectNode) element,
                (ObjectNode) before.orElseGet(result::objectNode),
                (ObjectNode) wanted.get()));
      } else if (before.isEmpty()) {
        result.add(element);
      }
    }
    for (JsonNode element : applied) {
      if (find(keys, current, element).isEmpty()) {
        result.add(element);
      }
    }
    return result;
  }

  private static Optional<JsonNode> find(List<String> keys, ArrayNode list, JsonNode element) {
    return IntStream.range(0, list.size())
        .mapToObj(list::get)
        .filter(other -> keys.stream().allMatch(key -> same(key, other, element)))
        .findFirst();
  }

  /** A port without protocol is a TCP port. */
  private static boolean same(String key, JsonNode one, JsonNode other) {
    String absent = key.equals("protocol") ? "TCP" : "";
    return one.path(key).asText(absent).equals(other.path(key).asText(absent));
  }
}
