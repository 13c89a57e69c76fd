package dev.sluice.operator.kube;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * What a field manager applied of an object, by the object's {@code managedFields}. If that is what
 * it would apply again, an apply changes nothing. The format of {@code fieldsV1} is that of
 * sigs.k8s.io/structured-merge-diff: {@code f:<name>} a field, {@code k:<keys>} an element of a
 * list by its keys, {@code v:<value>} an element of a set, {@code .} the thing itself.
 */
public final class OwnedFields {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> NOT_APPLIED =
      List.of(
          "name",
          "namespace",
          "managedFields",
          "resourceVersion",
          "uid",
          "generation",
          "creationTimestamp",
          "deletionTimestamp",
          "selfLink");

  private OwnedFields() {}

  /** What an apply by this manager set, empty if it never applied. */
  public static Optional<JsonNode> of(JsonNode object, String manager) {
    for (var entry : object.path("metadata").path("managedFields")) {
      if (isApplyOf(entry, manager)) {
        return Optional.of(strip(keep(object, entry.path("fieldsV1"))));
      }
    }
    return Optional.empty();
  }

  static boolean isApplyOf(JsonNode entry, String manager) {
    return entry.path("manager").asText().equals(manager)
        && entry.path("operation").asText().equals("Apply")
        && entry.path("subresource").asText("").isEmpty();
  }

  /** The part of a desired object that an apply sets. */
  public static JsonNode desired(JsonNode object) {
    return strip(object);
  }

  private static JsonNode strip(JsonNode object) {
    var result = ((ObjectNode) object).deepCopy();
    result.remove(List.of("apiVersion", "kind", "status"));
    if (result.path("metadata") instanceof ObjectNode metadata) {
      metadata.remove(NOT_APPLIED);
      if (metadata.isEmpty()) {
        result.remove("metadata");
      }
    }
    return result;
  }

  private static JsonNode keep(JsonNode value, JsonNode fields) {
    if (fields.isEmpty()) {
      return value;
    }
    return switch (value) {
      case ObjectNode object -> keepFields(object, fields);
      case ArrayNode array -> keepElements(array, fields);
      default -> value;
    };
  }

  private static JsonNode keepFields(ObjectNode object, JsonNode fields) {
    var result = object.objectNode();
    for (var field : fields.properties()) {
      if (field.getKey().startsWith("f:")) {
        var name = field.getKey().substring(2);
        if (object.has(name)) {
          result.set(name, keep(object.path(name), field.getValue()));
        }
      }
    }
    return result;
  }

  /** In the order of the object; managed fields have none. */
  private static JsonNode keepElements(ArrayNode array, JsonNode fields) {
    var result = array.arrayNode();
    for (var element : array) {
      for (var field : fields.properties()) {
        if (names(field.getKey(), element)) {
          result.add(keep(element, field.getValue()));
          break;
        }
      }
    }
    return result;
  }

  private static boolean names(String selector, JsonNode element) {
    if (selector.startsWith("k:")) {
      return parse(selector.substring(2)).properties().stream()
          .allMatch(key -> element.path(key.getKey()).asText().equals(key.getValue().asText()));
    }
    return selector.startsWith("v:")
        && parse(selector.substring(2)).asText().equals(element.asText());
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      return JsonNodeFactory.instance.missingNode();
    }
  }
}
