package dev.sluice.playground.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A set of paths, as {@code managedFields[].fieldsV1} holds it: a trie whose nodes are members
 * (they are owned) or lead to members.
 */
final class FieldSet {
  private final NavigableSet<PathElement> members = new TreeSet<>();
  private final NavigableMap<PathElement, FieldSet> children = new TreeMap<>();

  /** Reads {@code fieldsV1}. */
  static FieldSet parse(JsonNode fieldsV1) {
    FieldSet set = new FieldSet();
    for (Map.Entry<String, JsonNode> e : fieldsV1.properties()) {
      if (e.getKey().equals(".")) {
        continue;
      }
      PathElement step = PathElement.parse(e.getKey());
      if (e.getValue().isEmpty() || e.getValue().has(".")) {
        set.members.add(step);
      }
      FieldSet below = parse(e.getValue());
      if (!below.isEmpty()) {
        set.children.put(step, below);
      }
    }
    return set;
  }

  /** Writes {@code fieldsV1}. */
  ObjectNode toJson() {
    ObjectNode node = Json.object();
    NavigableSet<PathElement> steps = new TreeSet<>(members);
    steps.addAll(children.keySet());
    for (PathElement step : steps) {
      FieldSet below = children.get(step);
      ObjectNode inner = Json.object();
      if (below != null) {
        if (members.contains(step)) {
          inner.putObject(".");
        }
        inner.setAll(below.toJson());
      }
      node.set(step.wire(), inner);
    }
    return node;
  }

  boolean isEmpty() {
    return members.isEmpty() && children.values().stream().allMatch(FieldSet::isEmpty);
  }

  boolean has(PathElement step) {
    return members.contains(step);
  }

  /** The paths below a step; null if there are none. */
  @Nullable FieldSet below(PathElement step) {
    FieldSet set = children.get(step);
    return set == null || set.isEmpty() ? null : set;
  }

  void insert(List<PathElement> path) {
    if (path.isEmpty()) {
      return;
    }
    FieldSet node = this;
    for (PathElement step : path.subList(0, path.size() - 1)) {
      node = node.children.computeIfAbsent(step, s -> new FieldSet());
    }
    node.members.add(path.getLast());
  }

  FieldSet union(FieldSet other) {
    FieldSet out = new FieldSet();
    out.members.addAll(members);
    out.members.addAll(other.members);
    children.forEach((step, set) -> out.children.put(step, set.union(new FieldSet())));
    other.children.forEach((step, set) -> out.children.merge(step, set, FieldSet::union));
    return out;
  }

  FieldSet intersection(FieldSet other) {
    FieldSet out = new FieldSet();
    members.stream().filter(other.members::contains).forEach(out.members::add);
    children.forEach(
        (step, set) -> {
          FieldSet theirs = other.children.get(step);
          if (theirs != null) {
            out.putChild(step, set.intersection(theirs));
          }
        });
    return out;
  }

  FieldSet difference(FieldSet other) {
    FieldSet out = new FieldSet();
    members.stream().filter(m -> !other.members.contains(m)).forEach(out.members::add);
    children.forEach(
        (step, set) -> {
          FieldSet theirs = other.children.get(step);
          out.putChild(step, theirs == null ? set : set.difference(theirs));
        });
    return out;
  }

  /** Without the members of the other set and everything below them. */
  FieldSet recursiveDifference(FieldSet other) {
    FieldSet out = new FieldSet();
    members.stream().filter(m -> !other.members.contains(m)).forEach(out.members::add);
    children.forEach(
        (step, set) -> {
          if (!other.members.contains(step)) {
            FieldSet theirs = other.children.get(step);
            out.putChild(step, theirs == null ? set : set.recursiveDifference(theirs));
          }
        });
    return out;
  }

  /**
   * With the declared fields on the way to members as members too; list items and map keys are not
   * added.
   */
  FieldSet withNamedFields(@Nullable Schema schema) {
    FieldSet out = new FieldSet();
    out.members.addAll(members);
    children.forEach(
        (step, set) -> {
          Schema below = null;
          if (schema != null) {
            if (step instanceof PathElement.Field f) {
              below = schema.field(f.name());
              if (schema.properties().containsKey(f.name())) {
                out.members.add(step);
              }
            } else {
              below = schema.items();
            }
          }
          out.putChild(step, set.withNamedFields(below));
        });
    return out;
  }

  /** Calls back with every member's path. */
  void forEach(Consumer<List<PathElement>> action) {
    forEach(new ArrayList<>(), action);
  }

  /** At every level the members first, then what is below. */
  private void forEach(List<PathElement> prefix, Consumer<List<PathElement>> action) {
    for (PathElement step : members) {
      prefix.add(step);
      action.accept(List.copyOf(prefix));
      prefix.removeLast();
    }
    children.forEach(
        (step, below) -> {
          prefix.add(step);
          below.forEach(prefix, action);
          prefix.removeLast();
        });
  }

  private void putChild(PathElement step, FieldSet set) {
    if (!set.isEmpty()) {
      children.put(step, set);
    }
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof FieldSet other && toJson().equals(other.toJson());
  }

  @Override
  public int hashCode() {
    return toJson().hashCode();
  }

  @Override
  public String toString() {
    return toJson().toString();
  }
}
