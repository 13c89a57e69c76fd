package dev.sluice.playground.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.schema.Schema;
import dev.sluice.playground.apiserver.schema.Schema.ListType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What server-side apply sees in a value: whether it is a map or list with parts of its own, or one
 * leaf.
 */
final class TypedValues {
  private TypedValues() {}

  /** Whether the value is taken apart as a map. */
  static boolean granularMap(@Nullable Schema schema, JsonNode value) {
    if (!value.isObject()) {
      return false;
    }
    return schema == null
        || (schema.type() == Schema.Type.OBJECT && !schema.atomicMap())
        || schema.type() == Schema.Type.ANY;
  }

  /** Whether the value is taken apart as a list of items with identities. */
  static boolean granularList(@Nullable Schema schema, JsonNode value) {
    return value.isArray()
        && schema != null
        && schema.type() == Schema.Type.LIST
        && schema.listType() != ListType.ATOMIC;
  }

  /** The schema of a field. */
  static @Nullable Schema field(@Nullable Schema schema, String name) {
    return schema == null ? null : schema.field(name);
  }

  /** Whether a field is declared by the schema; a map's key is not. */
  static boolean declared(@Nullable Schema schema, String name) {
    return schema != null && schema.properties().containsKey(name);
  }

  /**
   * The items of a list under their identities, in their order; of several with one identity, the
   * first.
   */
  static NavigableMap<PathElement, JsonNode> index(Schema schema, JsonNode list) {
    NavigableMap<PathElement, JsonNode> all = new TreeMap<>();
    for (int i = 0; i < list.size(); i++) {
      all.putIfAbsent(identity(schema, list.get(i), i), list.get(i));
    }
    return all;
  }

  /** The identity of a list's item. */
  static PathElement identity(Schema schema, JsonNode item, int position) {
    if (schema.listType() == ListType.SET) {
      return new PathElement.Value(item);
    }
    if (!item.isObject()) {
      return new PathElement.Index(position);
    }
    NavigableMap<String, JsonNode> fields = new TreeMap<>();
    for (String key : schema.listKeys()) {
      JsonNode value = item.path(key);
      if (value.isMissingNode() || value.isNull()) {
        value = defaultOf(schema, key);
      }
      if (!value.isMissingNode()) {
        fields.put(key, value);
      }
    }
    ObjectNode key = Json.object();
    fields.forEach(key::set);
    return new PathElement.Key(key);
  }

  private static JsonNode defaultOf(Schema list, String key) {
    Schema item = list.items();
    Schema field = item == null ? null : item.field(key);
    if (field != null && field.source().has("default")) {
      return field.source().path("default");
    }
    return key.equals("protocol") ? Json.text("TCP") : Json.object().path(key);
  }

  /** The paths that a configuration claims. */
  static FieldSet fieldsOf(@Nullable Schema schema, JsonNode value) {
    FieldSet set = new FieldSet();
    collect(schema, value, new ArrayList<>(), set);
    return set;
  }

  private static void collect(
      @Nullable Schema schema, JsonNode value, List<PathElement> path, FieldSet set) {
    if (granularMap(schema, value)) {
      for (Map.Entry<String, JsonNode> e : value.properties()) {
        path.add(new PathElement.Field(e.getKey()));
        collect(field(schema, e.getKey()), e.getValue(), path, set);
        boolean leaf = e.getValue().isNull() || (e.getValue().isObject() && e.getValue().isEmpty());
        if (leaf || !declared(schema, e.getKey())) {
          set.insert(path);
        }
        path.removeLast();
      }
    } else if (schema != null && granularList(schema, value)) {
      for (int i = 0; i < value.size(); i++) {
        path.add(identity(schema, value.get(i), i));
        collect(schema.items(), value.get(i), path, set);
        set.insert(path);
        path.removeLast();
      }
    } else {
      set.insert(path);
    }
  }
}
