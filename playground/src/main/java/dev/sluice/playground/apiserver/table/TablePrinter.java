package dev.sluice.playground.apiserver.table;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.Json;
import java.util.List;

/** Prints objects of a kind as a {@code meta.k8s.io/v1} table. */
public record TablePrinter(List<Column> columns) {
  /** Which part of the objects comes with the rows. */
  public enum Include {
    NONE,
    METADATA,
    OBJECT
  }

  /** The table of some objects, without list metadata. */
  public ObjectNode print(List<ObjectNode> objects, Include include, boolean headers) {
    ObjectNode table = Json.object();
    table.put("kind", "Table").put("apiVersion", "meta.k8s.io/v1").putObject("metadata");
    ArrayNode definitions = Json.array();
    if (headers) {
      table.set("columnDefinitions", definitions);
    } else {
      table.putNull("columnDefinitions");
    }
    for (Column column : columns) {
      definitions
          .addObject()
          .put("name", column.name())
          .put("type", column.type())
          .put("format", column.format())
          .put("description", column.description())
          .put("priority", column.priority());
    }
    ArrayNode rows = table.putArray("rows");
    for (ObjectNode object : objects) {
      rows.add(row(object, include));
    }
    return table;
  }

  private ObjectNode row(ObjectNode object, Include include) {
    ObjectNode row = Json.object();
    ArrayNode cells = row.putArray("cells");
    columns.forEach(column -> cells.add(column.cell().apply(object)));
    switch (include) {
      case NONE -> {}
      case OBJECT -> row.set("object", object);
      case METADATA -> row.set("object", PartialMetadata.of(object));
    }
    return row;
  }
}
