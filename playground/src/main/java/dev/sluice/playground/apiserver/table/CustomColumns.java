package dev.sluice.playground.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.json.Meta;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The columns that a definition gives its resource. */
public final class CustomColumns {
  private CustomColumns() {}

  /**
   * Makes the printer.
   *
   * @param definitions {@code additionalPrinterColumns}; may be missing
   */
  public static TablePrinter of(JsonNode definitions, Clock clock) {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("Name", "string", "name", "", 0, o -> Json.text(Meta.of(o).name())));
    for (JsonNode definition : definitions) {
      columns.add(column(definition, clock));
    }
    if (definitions.isEmpty()) {
      columns.add(
          new Column(
              "Age",
              "date",
              "",
              "",
              0,
              o -> Json.text(Age.since(Json.textAt(o, "metadata", "creationTimestamp"), clock))));
    }
    return new TablePrinter(columns);
  }

  private static Column column(JsonNode definition, Clock clock) {
    String type = definition.path("type").asText();
    String path = definition.path("jsonPath").asText();
    Function<JsonNode, JsonNode> find = JsonPaths.compile(path);
    return new Column(
        definition.path("name").asText(),
        type,
        definition.path("format").asText(""),
        definition.path("description").asText(""),
        definition.path("priority").asInt(0),
        object -> cell(type, find.apply(object), clock));
  }

  private static JsonNode cell(String type, JsonNode value, Clock clock) {
    if (value.isMissingNode() || value.isNull()) {
      return NullNode.getInstance();
    }
    return switch (type) {
      case "date" -> Json.text(Age.since(value.asText(), clock));
      case "string" -> Json.text(value.isContainerNode() ? Json.string(value) : value.asText());
      case "integer" -> value.isNumber() ? Json.number(value.asLong()) : NullNode.getInstance();
      case "number" -> value.isNumber() ? value : NullNode.getInstance();
      case "boolean" -> value.isBoolean() ? value : NullNode.getInstance();
      default -> Json.text(value.asText());
    };
  }
}
