package dev.sluice.crds;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Walks a structural schema, alone or beside an object. */
final class Schemas {
  /** A part of an object and its schema, with the path from the whole. */
  record Part(String path, JsonNode schema, JsonNode value) {}

  private Schemas() {}

  /** JSON with single quotes in place of double ones. */
  static JsonNode json(String singleQuoted) {
    return CrdYaml.KUBERNETES.unmarshal(singleQuoted.replace('\'', '"'), JsonNode.class);
  }

  /** Every field, by path: {@code spec.match[].headers.*.exact}. */
  static Map<String, JsonNode> fields(JsonNode schema) {
    Map<String, JsonNode> fields = new LinkedHashMap<>();
    collect("", schema, fields);
    return fields;
  }

  private static void collect(String path, JsonNode schema, Map<String, JsonNode> fields) {
    schema
        .path("properties")
        .properties()
        .forEach(
            field -> {
              String name = (path.isEmpty() ? "" : path + ".") + field.getKey();
              fields.put(name, field.getValue());
              collect(name, field.getValue(), fields);
            });
    if (schema.path("items").isObject()) {
      collect(path + "[]", schema.path("items"), fields);
    }
    if (schema.path("additionalProperties").isObject()) {
      collect(path + ".*", schema.path("additionalProperties"), fields);
    }
  }

  /** The paths of the fields that an object has. */
  static Set<String> fieldsIn(JsonNode schema, JsonNode object) {
    Set<String> fields = new LinkedHashSet<>();
    collect("", schema, object, fields);
    return fields;
  }

  private static void collect(String path, JsonNode schema, JsonNode value, Set<String> fields) {
    for (Part part : parts(schema, value)) {
      String name =
          value.isArray()
              ? path + "[]"
              : schema.path("properties").has(part.path().substring(1))
                  ? (path.isEmpty() ? part.path().substring(1) : path + part.path())
                  : path + ".*";
      fields.add(name);
      collect(name, part.schema(), part.value(), fields);
    }
  }

  /** The elements of a list, or the fields of an object, with the schema of each. */
  static List<Part> parts(JsonNode schema, JsonNode value) {
    List<Part> parts = new ArrayList<>();
    if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        parts.add(new Part("[" + i + "]", schema.path("items"), value.get(i)));
      }
    }
    value
        .properties()
        .forEach(
            field -> {
              JsonNode own = schema.path("properties").path(field.getKey());
              parts.add(
                  new Part(
                      "." + field.getKey(),
                      own.isMissingNode() ? schema.path("additionalProperties") : own,
                      field.getValue()));
            });
    return parts;
  }
}
