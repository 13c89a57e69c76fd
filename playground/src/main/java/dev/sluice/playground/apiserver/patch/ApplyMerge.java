package dev.sluice.playground.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.schema.Schema;
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
    return new MergedList(schema, live, config).merge();
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
