package dev.sluice.playground.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.Json;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The entries of {@code metadata.managedFields}: who owns what, by which operation. */
final class Managers {
  /** How many entries of updates are kept apart; older ones are merged. */
  private static final int MAX_UPDATES = 10;

  private final Map<Owner, Owned> entries = new LinkedHashMap<>();

  /**
   * Who wrote, and how.
   *
   * @param apiVersion empty for appliers, who stay the same whatever version they apply
   */
  record Owner(String manager, String operation, String apiVersion, String subresource)
      implements Comparable<Owner> {
    private static final Comparator<Owner> ORDER =
        Comparator.comparing(Owner::manager)
            .thenComparing(Owner::operation)
            .thenComparing(Owner::apiVersion)
            .thenComparing(Owner::subresource);

    @Override
    public int compareTo(Owner other) {
      return ORDER.compare(this, other);
    }

    boolean applier() {
      return operation.equals("Apply");
    }

    static Owner applier(String manager, String subresource) {
      return new Owner(manager, "Apply", "", subresource);
    }

    static Owner updater(String manager, String apiVersion, String subresource) {
      return new Owner(manager, "Update", apiVersion, subresource);
    }
  }

  /** What an entry owns. */
  record Owned(FieldSet fields, String apiVersion, String time) {}

  static Managers of(JsonNode object) {
    Managers managers = new Managers();
    for (JsonNode entry : Json.at(object, "metadata", "managedFields")) {
      String operation = Json.textAt(entry, "operation");
      Owner id =
          new Owner(
              Json.textAt(entry, "manager"),
              operation,
              operation.equals("Apply") ? "" : Json.textAt(entry, "apiVersion"),
              Json.textAt(entry, "subresource"));
      managers.entries.put(
          id,
          new Owned(
              FieldSet.parse(entry.path("fieldsV1")),
              Json.textAt(entry, "apiVersion"),
              Json.textAt(entry, "time")));
    }
    return managers;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  Map<Owner, Owned> entries() {
    return entries;
  }

  @Nullable Owned get(Owner id) {
    return entries.get(id);
  }

  /** Sets what an entry owns; nothing removes it. */
  void put(Owner id, FieldSet fields, String apiVersion, String time) {
    if (fields.isEmpty()) {
      entries.remove(id);
    } else {
      entries.put(id, new Owned(fields, apiVersion, time));
    }
  }

  /** Everything owned by anybody. */
  FieldSet union() {
    FieldSet all = new FieldSet();
    for (Owned owned : entries.values()) {
      all = all.union(owned.fields);
    }
    return all;
  }

  /** Writes the entries into an object's metadata. */
  void writeTo(ObjectNode object) {
    mergeOldUpdates();
    ObjectNode metadata = Json.child(object, "metadata");
    if (entries.isEmpty()) {
      metadata.remove("managedFields");
      return;
    }
    ArrayNode list = metadata.putArray("managedFields");
    Comparator<Map.Entry<Owner, Owned>> order =
        Comparator.comparing((Map.Entry<Owner, Owned> e) -> e.getKey().operation)
            .thenComparing(e -> e.getValue().time)
            .thenComparing(e -> e.getKey().manager)
            .thenComparing(e -> e.getValue().apiVersion)
            .thenComparing(e -> e.getKey().subresource);
    entries.entrySet().stream()
        .sorted(order)
        .forEach(e -> list.add(json(e.getKey(), e.getValue())));
  }

  private static ObjectNode json(Owner id, Owned owned) {
    ObjectNode entry = Json.object();
    entry.put("manager", id.manager).put("operation", id.operation);
    entry.put("apiVersion", owned.apiVersion);
    if (!owned.time.isEmpty()) {
      entry.put("time", owned.time);
    }
    entry.put("fieldsType", "FieldsV1");
    entry.set("fieldsV1", owned.fields.toJson());
    if (!id.subresource.isEmpty()) {
      entry.put("subresource", id.subresource);
    }
    return entry;
  }

  private void mergeOldUpdates() {
    List<Map.Entry<Owner, Owned>> updates =
        entries.entrySet().stream()
            .filter(e -> !e.getKey().applier())
            .sorted(Comparator.comparing(e -> e.getValue().time))
            .toList();
    for (int i = 0; i < updates.size() - MAX_UPDATES; i++) {
      Map.Entry<Owner, Owned> oldest = updates.get(i);
      Owner ancient = Owner.updater("ancient-changes", oldest.getValue().apiVersion, "");
      entries.remove(oldest.getKey());
      Owned before = entries.get(ancient);
      FieldSet fields = oldest.getValue().fields;
      put(
          ancient,
          before == null ? fields : before.fields.union(fields),
          oldest.getValue().apiVersion,
          oldest.getValue().time);
    }
  }
}
