package dev.sluice.playground.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.json.Meta;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** A list of columns in the making. */
final class Columns {
  private final List<Column> all = new ArrayList<>();
  private final Clock clock;

  private Columns(Clock clock) {
    this.clock = clock;
  }

  /** Begins with the name, as every table does. */
  static Columns named(Clock clock) {
    Columns columns = new Columns(clock);
    columns.all.add(
        new Column("Name", "string", "name", NAME, 0, o -> Json.text(Meta.of(o).name())));
    return columns;
  }

  /** Begins with nothing. */
  static Columns empty(Clock clock) {
    return new Columns(clock);
  }

  private static final String NAME =
      "Name must be unique within a namespace. Is required when creating resources, although some"
          + " resources may allow a client to request the generation of an appropriate name"
          + " automatically.";

  Columns text(String name, Function<ObjectNode, String> cell) {
    return add(name, "string", 0, o -> Json.text(cell.apply(o)));
  }

  Columns wide(String name, Function<ObjectNode, String> cell) {
    return add(name, "string", 1, o -> Json.text(cell.apply(o)));
  }

  Columns number(String name, ToLongFunction<ObjectNode> cell) {
    return add(name, "integer", 0, o -> Json.number(cell.applyAsLong(o)));
  }

  Columns age() {
    return text("Age", o -> Age.since(Json.textAt(o, "metadata", "creationTimestamp"), clock));
  }

  Columns add(String name, String type, int priority, Function<ObjectNode, JsonNode> cell) {
    all.add(new Column(name, type, "", "", priority, cell));
    return this;
  }

  TablePrinter printer() {
    return new TablePrinter(List.copyOf(all));
  }
}
