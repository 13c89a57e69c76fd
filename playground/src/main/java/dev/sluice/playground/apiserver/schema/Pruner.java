package dev.sluice.playground.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Removes what a structural schema does not declare. */
public final class Pruner {
  private final List<String> unknown = new ArrayList<>();

  private Pruner() {}

  /** Prunes the object in place and returns the paths that were removed, in order of appearance. */
  public static List<String> prune(Schema schema, ObjectNode object) {
    Pruner pruner = new Pruner();
    pruner.visit(schema, object, "");
    return pruner.unknown;
  }

  private void visit(Schema schema, JsonNode value, String path) {
    if (value instanceof ObjectNode object) {
      object(schema, object, path);
    } else if (value.isArray() && schema.items() != null) {
      Schema item = schema.items();
      for (int i = 0; i < value.size(); i++) {
        visit(item, value.get(i), path + '[' + i + ']');
      }
    }
  }

  private void object(Schema schema, ObjectNode object, String path) {
    List<String> gone = new ArrayList<>();
    for (var e : object.properties()) {
      String at = path.isEmpty() ? e.getKey() : path + '.' + e.getKey();
      Schema field = schema.field(e.getKey());
      if (field != null) {
        visit(field, e.getValue(), at);
      } else if (!schema.preserveUnknown()) {
        gone.add(e.getKey());
        unknown.add(at);
      }
    }
    object.remove(gone);
  }
}
