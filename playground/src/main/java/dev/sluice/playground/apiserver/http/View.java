package dev.sluice.playground.apiserver.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.ApiError;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.resource.ResourceType;
import dev.sluice.playground.apiserver.table.PartialMetadata;
import dev.sluice.playground.apiserver.table.TablePrinter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How a client wants to see objects: whole, their metadata only, or as a table. */
record View(Form form, TablePrinter.Include include) {
  /** The forms. */
  enum Form {
    WHOLE,
    METADATA,
    TABLE
  }

  private static final View WHOLE = new View(Form.WHOLE, TablePrinter.Include.METADATA);

  /**
   * Reads the headers of a request.
   *
   * @throws ApiError 406 if the client accepts nothing that is served
   */
  static View of(Call call) {
    TablePrinter.Include include =
        switch (call.query("includeObject")) {
          case "None" -> TablePrinter.Include.NONE;
          case "Object" -> TablePrinter.Include.OBJECT;
          default -> TablePrinter.Include.METADATA;
        };
    String accept = call.header("accept");
    if (accept.isEmpty()) {
      return WHOLE;
    }
    for (String clause : accept.split(",")) {
      List<String> parts = Arrays.stream(clause.split(";")).map(String::strip).toList();
      String media = parts.getFirst().toLowerCase(Locale.ROOT);
      String as =
          parts.stream()
              .filter(p -> p.startsWith("as="))
              .findFirst()
              .map(p -> p.substring(3))
              .orElse("");
      if (List.of("application/json", "application/*", "*/*", "text/*", "application/yaml")
          .contains(media)) {
        switch (as) {
          case "Table" -> {
            return new View(Form.TABLE, include);
          }
          case "PartialObjectMetadata", "PartialObjectMetadataList" -> {
            return new View(Form.METADATA, include);
          }
          case "" -> {
            return WHOLE;
          }
          default -> {}
        }
      }
    }
    throw ApiError.of(
        406,
        "NotAcceptable",
        "only the following media types are accepted: application/json, application/yaml");
  }

  /** One object. */
  ObjectNode object(ResourceType type, ObjectNode object) {
    return switch (form) {
      case WHOLE -> object;
      case METADATA -> PartialMetadata.of(object);
      case TABLE ->
          table(
              type,
              List.of(object),
              object.path("metadata").path("resourceVersion").asText(),
              true);
    };
  }

  /** The object of a watch event. */
  ObjectNode event(ResourceType type, ObjectNode object, boolean first) {
    return form == Form.TABLE
        ? table(
            type, List.of(object), object.path("metadata").path("resourceVersion").asText(), first)
        : object(type, object);
  }

  private ObjectNode table(
      ResourceType type, List<ObjectNode> objects, String version, boolean headers) {
    ObjectNode table = type.printer().print(objects, include, headers);
    Json.child(table, "metadata").put("resourceVersion", version);
    return table;
  }

  /** A list of objects. */
  ObjectNode list(ResourceType type, List<ObjectNode> objects, ObjectNode metadata) {
    if (form == Form.TABLE) {
      ObjectNode table = type.printer().print(objects, include, true);
      table.set("metadata", metadata);
      return table;
    }
    ObjectNode list = Json.object();
    if (form == Form.METADATA) {
      list.put("kind", "PartialObjectMetadataList").put("apiVersion", "meta.k8s.io/v1");
    } else {
      list.put("kind", type.names().listKind()).put("apiVersion", type.apiVersion());
    }
    list.set("metadata", metadata);
    ArrayNode items = list.putArray("items");
    items.addAll(objects.stream().map(this::item).toList());
    return list;
  }

  private ObjectNode item(ObjectNode object) {
    if (form == Form.METADATA) {
      return PartialMetadata.of(object);
    }
    return object;
  }
}
