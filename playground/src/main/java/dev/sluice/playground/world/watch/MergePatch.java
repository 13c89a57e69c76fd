package dev.sluice.playground.world.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON merge patches (RFC 7396), so that a write carries only what changes. */
final class MergePatch {
  private MergePatch() {}

  /** What turns {@code from} into {@code to}; empty when they are equal. */
  static ObjectNode between(JsonNode from, JsonNode to) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    from.fieldNames()
        .forEachRemaining(
            name -> {
              if (!to.has(name)) {
                patch.putNull(name);
              }
            });
    to.properties()
        .forEach(
            field -> {
              JsonNode before = from.get(field.getKey());
              JsonNode after = field.getValue();
              if (before != null && before.isObject() && after.isObject()) {
                ObjectNode inner = between(before, after);
                if (!inner.isEmpty()) {
                  patch.set(field.getKey(), inner);
                }
              } else if (!after.equals(before)) {
                patch.set(field.getKey(), after);
              }
            });
    return patch;
  }
}
