package dev.sluice.playground.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.Json;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Collectors;

/** One step of a path in a field set, and its text in {@code fieldsV1}. */
sealed interface PathElement extends Comparable<PathElement> {
  /** A field of an object, or a key of a map. */
  record Field(String name) implements PathElement {}

  /** An item of a list of type map: the values of its key fields, sorted by field. */
  record Key(ObjectNode fields) implements PathElement {}

  /** An item of a list of type set. */
  record Value(JsonNode value) implements PathElement {}

  /** An item by position. */
  record Index(int position) implements PathElement {}

  /** The text in {@code fieldsV1}. */
  default String wire() {
    return switch (this) {
      case Field f -> "f:" + f.name;
      case Key k -> "k:" + Json.string(k.fields);
      case Value v -> "v:" + Json.string(v.value);
      case Index i -> "i:" + i.position;
    };
  }

  /** The text in messages, such as {@code .name} or {@code [name="a"]}. */
  default String display() {
    return switch (this) {
      case Field f -> '.' + f.name;
      case Key k ->
          k.fields.properties().stream()
              .map(e -> e.getKey() + '=' + Json.string(e.getValue()))
              .collect(Collectors.joining(",", "[", "]"));
      case Value v -> "[=" + Json.string(v.value) + ']';
      case Index i -> "[" + i.position + ']';
    };
  }

  /** Reads the text of {@link #wire}. */
  static PathElement parse(String wire) {
    String rest = wire.substring(Math.min(2, wire.length()));
    return switch (wire.isEmpty() ? ' ' : wire.charAt(0)) {
      case 'f' -> new Field(rest);
      case 'k' -> new Key((ObjectNode) Json.parse(rest));
      case 'v' -> new Value(Json.parse(rest));
      case 'i' -> new Index(Integer.parseInt(rest));
      default -> throw new IllegalArgumentException("unknown path element " + wire);
    };
  }

  private static int rank(PathElement e) {
    return switch (e) {
      case Field f -> 0;
      case Key k -> 1;
      case Value v -> 2;
      case Index i -> 3;
    };
  }

  @Override
  default int compareTo(PathElement other) {
    if (this instanceof Key mine && other instanceof Key theirs) {
      return compare(mine.fields, theirs.fields);
    }
    if (this instanceof Value mine && other instanceof Value theirs) {
      return compare(mine.value, theirs.value);
    }
    if (this instanceof Index mine && other instanceof Index theirs) {
      return Integer.compare(mine.position, theirs.position);
    }
    return Comparator.comparingInt(PathElement::rank)
        .thenComparing(PathElement::wire)
        .compare(this, other);
  }

  /** Key fields by name and value, one after the other; the shorter key first. */
  private static int compare(ObjectNode a, ObjectNode b) {
    Iterator<Map.Entry<String, JsonNode>> others = b.properties().iterator();
    for (Map.Entry<String, JsonNode> mine : a.properties()) {
      if (!others.hasNext()) {
        return 1;
      }
      Map.Entry<String, JsonNode> theirs = others.next();
      int names = mine.getKey().compareTo(theirs.getKey());
      int order = names != 0 ? names : compare(mine.getValue(), theirs.getValue());
      if (order != 0) {
        return order;
      }
    }
    return others.hasNext() ? -1 : 0;
  }

  /** Numbers by size before texts before all others. */
  private static int compare(JsonNode a, JsonNode b) {
    if (a.isNumber() && b.isNumber()) {
      return Double.compare(a.doubleValue(), b.doubleValue());
    }
    if (a.isNumber() != b.isNumber()) {
      return a.isNumber() ? -1 : 1;
    }
    return a.isTextual() && b.isTextual()
        ? a.textValue().compareTo(b.textValue())
        : a.isTextual() != b.isTextual()
            ? a.isTextual() ? -1 : 1
            : a.toString().compareTo(b.toString());
  }
}
