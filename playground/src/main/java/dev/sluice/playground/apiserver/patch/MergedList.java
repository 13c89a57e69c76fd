package dev.sluice.playground.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.schema.Schema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A live list with an applied one over it. Applied items come in their own order; items that only
 * the live list has stay where they were among those that both have. The order of every case is the
 * one of Kubernetes' structured merge, whose walk over both lists this is.
 */
final class MergedList {
  private final Schema schema;
  private final JsonNode live;
  private final List<PathElement> liveOrder;
  private final List<PathElement> appliedOrder;
  private final Map<PathElement, JsonNode> liveItems;
  private final Map<PathElement, JsonNode> appliedItems;

  /** The items of both that are not in the result yet, in the applied order. */
  private final Deque<PathElement> shared = new ArrayDeque<>();

  private final Set<PathElement> taken = new HashSet<>();
  private final ArrayNode out = Json.array();

  MergedList(Schema schema, JsonNode live, JsonNode applied) {
    this.schema = schema;
    this.live = live;
    liveOrder = order(schema, live);
    appliedOrder = order(schema, applied);
    liveItems = TypedValues.index(schema, live);
    appliedItems = TypedValues.index(schema, applied);
    appliedOrder.stream().filter(liveItems::containsKey).forEach(shared::add);
  }

  private static List<PathElement> order(Schema schema, JsonNode list) {
    List<PathElement> all = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      all.add(TypedValues.identity(schema, list.get(i), i));
    }
    return all;
  }

  ArrayNode merge() {
    int left = 0;
    int right = 0;
    while (left < liveOrder.size() || right < appliedOrder.size()) {
      if (left < liveOrder.size() && right < appliedOrder.size()) {
        PathElement item = liveOrder.get(left);
        if (item.equals(appliedOrder.get(right))) {
          take(item);
          left++;
          right++;
          continue;
        }
        PathElement next = shared.peek();
        if (appliedItems.containsKey(item) && next != null && !next.equals(item)) {
          left++;
          continue;
        }
      }
      if (left < liveOrder.size()) {
        PathElement item = liveOrder.get(left);
        if (!appliedItems.containsKey(item)) {
          out.add(live.get(left).deepCopy());
          left++;
          continue;
        }
        if (taken.contains(item)) {
          left++;
        }
      }
      if (right < appliedOrder.size()) {
        take(appliedOrder.get(right));
        right++;
      }
    }
    return out;
  }

  /** Adds an applied item, over the live one if there is one. */
  private void take(PathElement item) {
    taken.add(item);
    if (item.equals(shared.peek())) {
      shared.remove();
    }
    JsonNode applied = appliedItems.getOrDefault(item, MissingNode.getInstance());
    JsonNode before = liveItems.get(item);
    out.add(
        before == null ? applied.deepCopy() : ApplyMerge.merge(schema.items(), before, applied));
  }
}
