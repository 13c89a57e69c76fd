package dev.sluice.playground.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sluice.playground.apiserver.schema.Schema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which paths one object has, and another has not or has differently. */
final class Comparison {
  private final FieldSet added = new FieldSet();
  private final FieldSet modified = new FieldSet();
  private final FieldSet removed = new FieldSet();
  private final List<PathElement> path = new ArrayList<>();

  private Comparison() {}

  static Comparison of(Schema schema, JsonNode before, JsonNode after) {
    Comparison comparison = new Comparison();
    comparison.visit(schema, before, after);
    return comparison;
  }

  FieldSet added() {
    return added;
  }

  FieldSet modified() {
    return modified;
  }

  FieldSet removed() {
    return removed;
  }

  private void visit(@Nullable Schema schema, JsonNode before, JsonNode after) {
    JsonNode shape = after.isMissingNode() || after.isNull() ? before : after;
    boolean bothEmpty = empty(before) && empty(after);
    boolean map = TypedValues.granularMap(schema, shape) && (before.isObject() || absent(before));
    boolean list = TypedValues.granularList(schema, shape) && (before.isArray() || absent(before));
    if (bothEmpty || (!map && !list)) {
      leaf(before, after);
      return;
    }
    if (map) {
      visitMap(schema, before, after);
    } else if (schema != null) {
      visitList(schema, before, after);
    }
    if (before.isMissingNode()) {
      added.insert(path);
    } else if (after.isMissingNode()) {
      removed.insert(path);
    }
  }

  private static boolean absent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  private static boolean empty(JsonNode node) {
    return absent(node) || (node.isContainerNode() && node.isEmpty());
  }

  private void leaf(JsonNode before, JsonNode after) {
    if (before.isMissingNode()) {
      added.insert(path);
    } else if (after.isMissingNode()) {
      removed.insert(path);
    } else if (!before.equals(after)) {
      modified.insert(path);
    }
  }

  private void visitMap(@Nullable Schema schema, JsonNode before, JsonNode after) {
    Set<String> names = new LinkedHashSet<>();
    before.fieldNames().forEachRemaining(names::add);
    after.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      path.add(new PathElement.Field(name));
      visit(TypedValues.field(schema, name), before.path(name), after.path(name));
      path.removeLast();
    }
  }

  private void visitList(Schema schema, JsonNode before, JsonNode after) {
    Map<PathElement, JsonNode> old = TypedValues.index(schema, before);
    Map<PathElement, JsonNode> now = TypedValues.index(schema, after);
    Set<PathElement> all = new TreeSet<>(old.keySet());
    all.addAll(now.keySet());
    MissingNode none = MissingNode.getInstance();
    for (PathElement item : all) {
      path.add(item);
      visit(schema.items(), old.getOrDefault(item, none), now.getOrDefault(item, none));
      path.removeLast();
    }
  }
}
