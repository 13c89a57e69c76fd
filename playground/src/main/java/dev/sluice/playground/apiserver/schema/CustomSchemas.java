package dev.sluice.playground.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.playground.apiserver.schema.Schema.ListType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Schemas of custom resources, read from the structural OpenAPI schema of their definition. */
public final class CustomSchemas {
  private CustomSchemas() {}

  /** The schema of a whole custom resource; its metadata is that of every object. */
  public static Schema root(JsonNode openApi) {
    return Schema.builder(Schema.Type.OBJECT)
        .preserveUnknown(openApi.path("x-kubernetes-preserve-unknown-fields").asBoolean())
        .source(openApi)
        .properties(
            () -> {
              Map<String, Schema> all = new LinkedHashMap<>(properties(openApi));
              all.put("apiVersion", Schema.STRING);
              all.put("kind", Schema.STRING);
              all.put("metadata", BuiltinSchemas.metadata());
              return all;
            })
        .build();
  }

  /** The schema of a part of a custom resource. */
  static Schema of(JsonNode openApi) {
    Schema.Type type = type(openApi);
    boolean preserve = openApi.path("x-kubernetes-preserve-unknown-fields").asBoolean();
    Schema.Builder schema =
        Schema.builder(type)
            .source(openApi)
            .nullable(openApi.path("nullable").asBoolean())
            .preserveUnknown(preserve || type == Schema.Type.ANY)
            .embedded(openApi.path("x-kubernetes-embedded-resource").asBoolean())
            .atomicMap(openApi.path("x-kubernetes-map-type").asText().equals("atomic"))
            .properties(() -> properties(openApi));
    JsonNode items = openApi.path("items");
    if (items.isObject()) {
      schema.items(() -> of(items));
    }
    JsonNode additional = openApi.path("additionalProperties");
    if (additional.isObject()) {
      schema.additional(() -> of(additional));
    } else if (additional.asBoolean(false)) {
      schema.additional(() -> Schema.ANY);
    }
    switch (openApi.path("x-kubernetes-list-type").asText()) {
      case "map" -> schema.list(ListType.MAP, keys(openApi));
      case "set" -> schema.list(ListType.SET, List.of());
      default -> {}
    }
    return schema.build();
  }

  private static List<String> keys(JsonNode openApi) {
    List<String> keys = new ArrayList<>();
    openApi.path("x-kubernetes-list-map-keys").forEach(key -> keys.add(key.asText()));
    return keys;
  }

  private static Map<String, Schema> properties(JsonNode openApi) {
    Map<String, Schema> all = new LinkedHashMap<>();
    openApi.path("properties").properties().forEach(e -> all.put(e.getKey(), of(e.getValue())));
    if (openApi.path("x-kubernetes-embedded-resource").asBoolean()) {
      all.put("apiVersion", Schema.STRING);
      all.put("kind", Schema.STRING);
      all.put("metadata", BuiltinSchemas.metadata());
    }
    return all;
  }

  private static Schema.Type type(JsonNode openApi) {
    if (openApi.path("x-kubernetes-int-or-string").asBoolean()) {
      return Schema.Type.INT_OR_STRING;
    }
    return switch (openApi.path("type").asText()) {
      case "object" -> Schema.Type.OBJECT;
      case "array" -> Schema.Type.LIST;
      case "string" -> Schema.Type.STRING;
      case "integer" -> Schema.Type.INTEGER;
      case "number" -> Schema.Type.NUMBER;
      case "boolean" -> Schema.Type.BOOLEAN;
      default -> Schema.Type.ANY;
    };
  }
}
