package dev.sluice.playground.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.playground.apiserver.json.FieldError;
import java.util.List;

/** What makes a schema structural: a type for every value that is specified. */
final class StructuralRules {
  private StructuralRules() {}

  static void check(JsonNode root, String at, List<FieldError> errors) {
    if (!root.path("type").asText().equals("object")) {
      errors.add(
          root.has("type")
              ? FieldError.invalid(at + ".type", root.path("type"), "must be object at the root")
              : FieldError.required(at + ".type", "must not be empty at the root"));
    }
    children(root, at, errors);
  }

  private static void children(JsonNode schema, String at, List<FieldError> errors) {
    for (var e : schema.path("properties").properties()) {
      node(e.getValue(), at + ".properties[" + e.getKey() + ']', errors);
    }
    if (schema.path("additionalProperties").isObject()) {
      if (!schema.path("properties").isEmpty()) {
        errors.add(
            FieldError.forbidden(
                at + ".additionalProperties",
                "additionalProperties and properties are mutual exclusive"));
      }
      node(schema.path("additionalProperties"), at + ".additionalProperties", errors);
    }
    if (schema.path("items").isObject()) {
      node(schema.path("items"), at + ".items", errors);
    }
  }

  private static void node(JsonNode schema, String at, List<FieldError> errors) {
    boolean free =
        schema.path("x-kubernetes-int-or-string").asBoolean()
            || schema.path("x-kubernetes-preserve-unknown-fields").asBoolean();
    String type = schema.path("type").asText("");
    if (type.isEmpty() && !free) {
      errors.add(
          FieldError.required(at + ".type", "must not be empty for specified object fields"));
    }
    if (type.equals("array") && !schema.has("items")) {
      errors.add(FieldError.required(at + ".items", "must be specified"));
    }
    boolean keyed = schema.path("x-kubernetes-list-type").asText().equals("map");
    if (keyed && schema.path("x-kubernetes-list-map-keys").isEmpty()) {
      errors.add(
          FieldError.required(
              at + ".x-kubernetes-list-map-keys",
              "must not be empty if x-kubernetes-list-type is map"));
    }
    children(schema, at, errors);
  }
}
