package dev.sluice.playground.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts an applied configuration over a live object, and takes paths out of an object. */
final class ApplyMerge {
  private ApplyMerge() {}

  /**
   * The live value with the configuration over it; maps and keyed lists are merged, other values
   * replaced.
   */
  static JsonNode merge(@Nullable Schema schema, JsonNode live, JsonNode config) {
    if (config.isMissingNode()) {
      return live.deepCopy();
    }
    if (TypedValues.granularMap(schema, config) && live instanceof ObjectNode object) {
      ObjectNode out = object.deepCopy();
      for (Map.Entry<String, JsonNode> e : config.properties()) {
        out.set(
            e.getKey(),
            merge(TypedValues.field(schema, e.getKey()), live.path(e.getKey()), e.getValue()));
      }
      return out;
    }
    if (schema != null && TypedValues.granularList(schema, config) && live.isArray()) {
      return mergeList(schema, live, config);
    }
    return config.deepCopy();
  }

  private static ArrayNode mergeList(Schema schema, JsonNode live, JsonNode config) {
    Map<PathElement, JsonNode> liveItems = TypedValues.index(schema, live);
    Map<PathElement, JsonNode> configItems = TypedValues.index(schema, config);
    List<PathElement> liveOrder = order(schema, live);
    ArrayNode out = Json.array();
    int next = 0;
    for (PathElement item : order(schema, config)) {
      JsonNode theirs = liveItems.get(item);
      if (theirs != null) {
        while (next < liveOrder.size() && !liveOrder.get(next).equals(item)) {
          next = keep(liveOrder, next, liveItems, configItems, out);
        }
        next = Math.min(next + 1, liveOrder.size());
      }
      JsonNode ours = configItems.get(item);
      if (ours != null) {
        out.add(theirs == null ? ours.deepCopy() : merge(schema.items(), theirs, ours));
      }
    }
    while (next < liveOrder.size()) {
      next = keep(liveOrder, next, liveItems, configItems, out);
    }
    for (PathElement item : liveOrder) {
      if (!configItems.containsKey(item) && !contains(schema, out, item)) {
        out.add(liveItems.get(item));
      }
    }
    return out;
  }

  private static int keep(
      List<PathElement> order,
      int at,
      Map<PathElement, JsonNode> live,
      Map<PathElement, JsonNode> config,
      ArrayNode out) {
    PathElement item = order.get(at);
    if (!config.containsKey(item)) {
      out.add(live.get(item));
    }
    return at + 1;
  }

  private static boolean contains(Schema schema, ArrayNode list, PathElement item) {
    return TypedValues.index(schema, list).containsKey(item);
  }

  private static List<PathElement> order(Schema schema, JsonNode list) {
    List<PathElement> all = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      all.add(TypedValues.identity(schema, list.get(i), i));
    }
    return all;
  }

  /** The value without the paths; containers that become empty stay as empty containers. */
  static JsonNode remove(@Nullable Schema schema, JsonNode value, FieldSet paths) {
    if (TypedValues.granularMap(schema, value)) {
      ObjectNode out = Json.object();
      for (Map.Entry<String, JsonNode> e : value.properties()) {
        PathElement.Field step = new PathElement.Field(e.getKey());
        if (!paths.has(step)) {
          FieldSet below = paths.below(step);
          out.set(
              e.getKey(),
              below == null
                  ? e.getValue()
                  : remove(TypedValues.field(schema, e.getKey()), e.getValue(), below));
        }
      }
      return out;
    }
    if (schema != null && TypedValues.granularList(schema, value)) {
      ArrayNode out = Json.array();
      for (int i = 0; i < value.size(); i++) {
        PathElement step = TypedValues.identity(schema, value.get(i), i);
        if (!paths.has(step)) {
          FieldSet below = paths.below(step);
          out.add(below == null ? value.get(i) : remove(schema.items(), value.get(i), below));
        }
      }
      return out;
    }
    return value;
  }
}
