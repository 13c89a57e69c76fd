package dev.sluice.playground.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.ApiError;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.schema.Schema;
import dev.sluice.playground.apiserver.schema.Schema.PatchRule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Strategic merge patch: a merge patch that knows which lists merge by which key, with the
 * directives {@code $patch}, {@code $retainKeys}, {@code $deleteFromPrimitiveList} and {@code
 * $setElementOrder}.
 */
public final class StrategicMerge {
  private static final String PATCH = "$patch";
  private static final String RETAIN = "$retainKeys";
  private static final String DELETE = "$deleteFromPrimitiveList/";
  private static final String ORDER = "$setElementOrder/";

  private StrategicMerge() {}

  /**
   * The target with the patch applied; the target stays as it is.
   *
   * @throws ApiError 400 if a directive is unknown or an item lacks its merge key
   */
  public static ObjectNode apply(Schema schema, ObjectNode target, ObjectNode patch) {
    return map(schema, target, patch, PatchRule.NONE);
  }

  private static ObjectNode map(
      @Nullable Schema schema, JsonNode target, ObjectNode patch, PatchRule rule) {
    String directive = Json.textAt(patch, PATCH);
    switch (directive) {
      case "", "merge" -> {}
      case "replace" -> {
        return clean(patch);
      }
      case "delete" -> {
        return Json.object();
      }
      default -> throw unknownDirective(directive);
    }
    ObjectNode out = target instanceof ObjectNode object ? object.deepCopy() : Json.object();
    retainKeys(out, patch, rule);
    for (Map.Entry<String, JsonNode> e : patch.properties()) {
      String name = e.getKey();
      if (name.startsWith(DELETE)) {
        deletePrimitives(out, name.substring(DELETE.length()), e.getValue());
      } else if (!name.startsWith("$")) {
        field(schema, out, name, e.getValue());
      }
    }
    for (Map.Entry<String, JsonNode> e : patch.properties()) {
      String name = e.getKey();
      if (name.startsWith(ORDER)) {
        order(schema, out, name.substring(ORDER.length()), e.getValue(), target);
      } else if (e.getValue().isArray()
          && merges(schema, name)
          && !name.startsWith("$")
          && !patch.has(ORDER + name)) {
        order(schema, out, name, e.getValue(), target);
      }
    }
    return out;
  }

  private static boolean merges(@Nullable Schema schema, String name) {
    Schema field = schema == null ? null : schema.field(name);
    return field != null && field.patch().merge();
  }

  private static void field(@Nullable Schema schema, ObjectNode out, String name, JsonNode value) {
    if (value.isNull()) {
      out.remove(name);
      return;
    }
    Schema field = schema == null ? null : schema.field(name);
    PatchRule rule = field == null ? PatchRule.NONE : field.patch();
    if (value instanceof ObjectNode object) {
      JsonNode base = rule.replace() ? Json.object() : out.path(name);
      if (Json.textAt(object, PATCH).equals("delete")) {
        out.remove(name);
      } else {
        out.set(name, map(field, base, object, rule));
      }
    } else if (value instanceof ArrayNode list && field != null && rule.merge()) {
      out.set(
          name,
          rule.mergeKey() == null
              ? primitives(out.path(name), list)
              : keyed(field, rule.mergeKey(), out.path(name), list));
    } else {
      out.set(name, value.deepCopy());
    }
  }

  private static void retainKeys(ObjectNode out, ObjectNode patch, PatchRule rule) {
    if (!patch.has(RETAIN) || !rule.retainKeys()) {
      return;
    }
    Set<String> keep = new HashSet<>();
    patch.path(RETAIN).forEach(k -> keep.add(k.asText()));
    List<String> gone = new ArrayList<>();
    out.fieldNames()
        .forEachRemaining(
            name -> {
              if (!keep.contains(name)) {
                gone.add(name);
              }
            });
    out.remove(gone);
  }

  private static void deletePrimitives(ObjectNode out, String name, JsonNode values) {
    if (!(out.get(name) instanceof ArrayNode list)) {
      return;
    }
    ArrayNode kept = Json.array();
    for (JsonNode item : list) {
      if (!contains(values, item)) {
        kept.add(item);
      }
    }
    out.set(name, kept);
  }

  private static ArrayNode primitives(JsonNode target, ArrayNode patch) {
    ArrayNode out = Json.array();
    target.forEach(out::add);
    for (JsonNode item : patch) {
      if (!contains(out, item)) {
        out.add(item);
      }
    }
    return out;
  }

  private static boolean contains(JsonNode list, JsonNode item) {
    for (JsonNode each : list) {
      if (each.equals(item)) {
        return true;
      }
    }
    return false;
  }

  private static ArrayNode keyed(Schema schema, String key, JsonNode target, ArrayNode patch) {
    List<JsonNode> out = new ArrayList<>();
    if (!replaces(patch)) {
      target.forEach(item -> out.add(item.deepCopy()));
    }
    for (JsonNode item : patch) {
      if (!(item instanceof ObjectNode object)) {
        throw ApiError.badRequest("a list of objects cannot be patched with " + Json.string(item));
      }
      String directive = Json.textAt(object, PATCH);
      if (directive.equals("replace") && !object.has(key)) {
        continue;
      }
      if (!object.has(key)) {
        throw ApiError.badRequest(
            "map: " + Json.string(object) + " does not contain declared merge key: " + key);
      }
      merge(schema, key, out, object, directive);
    }
    ArrayNode list = Json.array();
    out.forEach(list::add);
    return list;
  }

  private static void merge(
      Schema schema, String key, List<JsonNode> out, ObjectNode item, String directive) {
    int at = find(out, key, item.path(key));
    switch (directive) {
      case "delete" -> out.removeIf(each -> each.path(key).equals(item.path(key)));
      case "replace" -> put(out, at, clean(item));
      case "", "merge" ->
          put(
              out,
              at,
              map(schema.items(), at < 0 ? Json.object() : out.get(at), item, PatchRule.NONE));
      default -> throw unknownDirective(directive);
    }
  }

  private static void put(List<JsonNode> out, int at, JsonNode value) {
    if (at < 0) {
      out.add(value);
    } else {
      out.set(at, value);
    }
  }

  private static boolean replaces(ArrayNode patch) {
    for (JsonNode item : patch) {
      if (Json.textAt(item, PATCH).equals("replace") && item.size() == 1) {
        return true;
      }
    }
    return false;
  }

  private static int find(List<JsonNode> items, String key, JsonNode value) {
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i).path(key).equals(value)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Sorts a list: named items in the given order, the server's own between them where they were.
   */
  private static void order(
      @Nullable Schema schema, ObjectNode out, String name, JsonNode order, JsonNode target) {
    if (!(out.get(name) instanceof ArrayNode list)) {
      return;
    }
    Schema field = schema == null ? null : schema.field(name);
    String key = field == null ? null : field.patch().mergeKey();
    List<JsonNode> ids = new ArrayList<>();
    order.forEach(o -> ids.add(key == null ? o : o.path(key)));
    List<JsonNode> named = new ArrayList<>();
    List<JsonNode> others = new ArrayList<>();
    for (JsonNode item : list) {
      (ids.contains(id(item, key)) ? named : others).add(item);
    }
    named.sort((a, b) -> Integer.compare(ids.indexOf(id(a, key)), ids.indexOf(id(b, key))));
    List<JsonNode> before = new ArrayList<>();
    target.path(name).forEach(item -> before.add(id(item, key)));
    ArrayNode sorted = Json.array();
    int next = 0;
    for (JsonNode item : named) {
      int place = before.indexOf(id(item, key));
      while (next < others.size()
          && place >= 0
          && before.indexOf(id(others.get(next), key)) >= 0
          && before.indexOf(id(others.get(next), key)) < place) {
        sorted.add(others.get(next++));
      }
      sorted.add(item);
    }
    while (next < others.size()) {
      sorted.add(others.get(next++));
    }
    out.set(name, sorted);
  }

  private static JsonNode id(JsonNode item, @Nullable String key) {
    return key == null ? item : item.path(key);
  }

  private static ObjectNode clean(ObjectNode patch) {
    ObjectNode out = patch.deepCopy();
    List<String> directives = new ArrayList<>();
    out.fieldNames()
        .forEachRemaining(
            name -> {
              if (name.startsWith("$")) {
                directives.add(name);
              }
            });
    out.remove(directives);
    return out;
  }

  private static ApiError unknownDirective(String directive) {
    return ApiError.badRequest("Unknown patch type: " + directive);
  }
}
