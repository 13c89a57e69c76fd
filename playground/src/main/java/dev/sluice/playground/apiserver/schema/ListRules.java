package dev.sluice.playground.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.FieldError;
import dev.sluice.playground.apiserver.json.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Items of sets and of lists with keys must differ. */
final class ListRules {
  private ListRules() {}

  static void check(Schema schema, JsonNode value, String at, List<FieldError> errors) {
    if (value instanceof ObjectNode object) {
      for (var e : object.properties()) {
        Schema field = schema.field(e.getKey());
        if (field != null && !(at.isEmpty() && e.getKey().equals("metadata"))) {
          check(field, e.getValue(), at.isEmpty() ? e.getKey() : at + '.' + e.getKey(), errors);
        }
      }
    } else if (value.isArray() && schema.items() != null) {
      Schema item = schema.items();
      Set<JsonNode> seen = new HashSet<>();
      for (int i = 0; i < value.size(); i++) {
        JsonNode id = identity(schema, value.get(i));
        if (schema.listType() != Schema.ListType.ATOMIC && !seen.add(id)) {
          errors.add(FieldError.duplicate(at + '[' + i + ']', id));
        }
        check(item, value.get(i), at + '[' + i + ']', errors);
      }
    }
  }

  private static JsonNode identity(Schema list, JsonNode item) {
    if (list.listType() == Schema.ListType.SET) {
      return item;
    }
    ObjectNode id = Json.object();
    for (String key : list.listKeys()) {
      if (item.has(key)) {
        id.set(key, item.path(key));
      }
    }
    return id;
  }
}
