package dev.sluice.playground.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.ApiError;
import dev.sluice.playground.apiserver.json.FieldError;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.json.Meta;
import dev.sluice.playground.apiserver.patch.Managers.Owned;
import dev.sluice.playground.apiserver.patch.Managers.Owner;
import dev.sluice.playground.apiserver.schema.Schema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Server-side apply and the bookkeeping of field ownership, by the rules of Kubernetes' structured
 * merge: an apply takes ownership of what it names, gives up what it no longer names, and conflicts
 * with others over what it would change.
 */
public final class FieldManager {
  private static final String BEFORE_FIRST_APPLY = "before-first-apply";
  private static final FieldSet NEVER_OWNED = neverOwned();

  private final Schema schema;
  private final String subresource;
  private final FieldSet reset;

  /**
   * Makes the manager for writes to one resource, or one subresource of it.
   *
   * @param subresource the subresource that is written; empty for the object itself
   * @param resetFields top-level fields that writes there do not change, such as {@code status}
   */
  public FieldManager(Schema schema, String subresource, List<String> resetFields) {
    this.schema = schema;
    this.subresource = subresource;
    this.reset = new FieldSet();
    resetFields.forEach(field -> reset.insert(List.of(new PathElement.Field(field))));
  }

  private static FieldSet neverOwned() {
    FieldSet set = new FieldSet();
    for (String field : List.of("apiVersion", "kind", "metadata")) {
      set.insert(List.of(new PathElement.Field(field)));
    }
    for (String field :
        List.of(
            "name",
            "namespace",
            "creationTimestamp",
            "selfLink",
            "uid",
            "clusterName",
            "generation",
            "managedFields",
            "resourceVersion")) {
      set.insert(List.of(new PathElement.Field("metadata"), new PathElement.Field(field)));
    }
    return set;
  }

  /**
   * Records an update: the manager owns what it changed, and nobody owns what it removed.
   *
   * @param live the object before; an empty one for a creation
   * @param updated the object after; its managed fields are written
   */
  public void update(ObjectNode live, ObjectNode updated, String manager, Instant now) {
    JsonNode given = Json.at(updated, "metadata", "managedFields");
    boolean cleared = given.isArray() && given.size() == 1 && given.get(0).isEmpty();
    boolean creation = Meta.of(live).uid().isEmpty();
    Managers managers =
        Managers.of(given.isMissingNode() || given.isEmpty() || cleared ? live : updated);
    if (cleared) {
      Json.child(updated, "metadata").remove("managedFields");
      return;
    }
    if (managers.isEmpty() && !creation) {
      Json.child(updated, "metadata").remove("managedFields");
      return;
    }
    update(live, updated, managers, manager, Meta.timestamp(now));
    managers.writeTo(updated);
  }

  /** Whether anybody owns a field. */
  public boolean owned(ObjectNode object, List<String> path) {
    FieldSet field = new FieldSet();
    field.insert(path.stream().map(name -> (PathElement) new PathElement.Field(name)).toList());
    return !Managers.of(object).union().intersection(field).isEmpty();
  }

  private void update(
      ObjectNode live, ObjectNode updated, Managers managers, String manager, String time) {
    Comparison change = compare(live, updated);
    String apiVersion = Meta.of(updated).apiVersion();
    Owner self = Owner.updater(manager, apiVersion, subresource);
    FieldSet taken = change.modified().union(change.added());
    for (Map.Entry<Owner, Owned> e : new LinkedHashMap<>(managers.entries()).entrySet()) {
      Owned owned = e.getValue();
      FieldSet left = owned.fields().difference(change.removed());
      managers.put(e.getKey(), left.difference(taken), owned.apiVersion(), owned.time());
    }
    FieldSet own = taken.recursiveDifference(reset).difference(NEVER_OWNED);
    if (!own.isEmpty()) {
      Owned before = managers.get(self);
      managers.put(self, before == null ? own : before.fields().union(own), apiVersion, time);
    }
  }

  private Comparison compare(JsonNode before, JsonNode after) {
    return Comparison.of(schema, withoutManagers(before), withoutManagers(after));
  }

  private static ObjectNode withoutManagers(JsonNode object) {
    ObjectNode copy = object.deepCopy();
    if (copy.get("metadata") instanceof ObjectNode metadata) {
      metadata.remove("managedFields");
    }
    return copy;
  }

  /**
   * Applies a configuration.
   *
   * @param live the object as it is; an empty one if there is none
   * @param force whether to take fields that others own
   * @return the object to be stored, its managed fields written
   * @throws ApiError 409 with the conflicts as causes
   */
  public ObjectNode apply(
      ObjectNode live, ObjectNode config, String manager, boolean force, Instant now) {
    String time = Meta.timestamp(now);
    String apiVersion = Meta.of(config).apiVersion();
    Managers managers = Managers.of(live);
    if (managers.isEmpty() && !Meta.of(live).uid().isEmpty()) {
      ObjectNode nothing = Json.object();
      nothing.put("apiVersion", apiVersion).put("kind", Meta.of(config).kind());
      update(nothing, live, managers, BEFORE_FIRST_APPLY, time);
    }
    ObjectNode base = withoutManagers(live);
    ObjectNode claim = withoutManagers(config);
    ObjectNode merged = (ObjectNode) ApplyMerge.merge(schema, base, claim);
    Owner self = Owner.applier(manager, subresource);
    Owned last = managers.get(self);
    FieldSet claimed =
        TypedValues.fieldsOf(schema, claim).recursiveDifference(reset).difference(NEVER_OWNED);
    managers.put(self, claimed, apiVersion, time);
    ObjectNode result = last == null ? merged : prune(merged, managers, last.fields());
    settle(base, result, managers, self, force);
    Owned own = managers.get(self);
    if (last != null && own != null && result.equals(base) && last.fields().equals(own.fields())) {
      managers.put(self, own.fields(), apiVersion, last.time());
    }
    managers.writeTo(result);
    return result;
  }

  private void settle(
      ObjectNode base, ObjectNode result, Managers managers, Owner self, boolean force) {
    Comparison change = compare(base, result);
    FieldSet taken = change.modified().union(change.added()).recursiveDifference(reset);
    Map<Owner, FieldSet> conflicts = new TreeMap<>();
    for (Map.Entry<Owner, Owned> e : managers.entries().entrySet()) {
      FieldSet common = e.getValue().fields().intersection(taken);
      if (!e.getKey().equals(self) && !common.isEmpty()) {
        conflicts.put(e.getKey(), common);
      }
    }
    if (!force && !conflicts.isEmpty()) {
      throw conflict(conflicts, managers);
    }
    for (Map.Entry<Owner, Owned> e : new LinkedHashMap<>(managers.entries()).entrySet()) {
      if (!e.getKey().equals(self)) {
        Owned owned = e.getValue();
        FieldSet left = owned.fields().difference(change.removed());
        managers.put(e.getKey(), left.difference(taken), owned.apiVersion(), owned.time());
      }
    }
  }

  /** Removes what the manager applied last time, does not name now, and nobody else owns. */
  private ObjectNode prune(ObjectNode merged, Managers managers, FieldSet last) {
    FieldSet lastNamed = last.withNamedFields(schema);
    JsonNode pruned = ApplyMerge.remove(schema, merged, lastNamed);
    FieldSet mergedSet = TypedValues.fieldsOf(schema, merged).withNamedFields(schema);
    FieldSet owned = managers.union().withNamedFields(schema);
    FieldSet gone = mergedSet.difference(named(pruned).union(owned));
    pruned = ApplyMerge.remove(schema, merged, gone);
    FieldSet dangling = mergedSet.difference(named(pruned)).intersection(lastNamed);
    return (ObjectNode) ApplyMerge.remove(schema, merged, dangling);
  }

  private FieldSet named(JsonNode value) {
    return TypedValues.fieldsOf(schema, value.isNull() ? MissingNode.getInstance() : value)
        .withNamedFields(schema);
  }

  private static ApiError conflict(Map<Owner, FieldSet> conflicts, Managers managers) {
    List<FieldError> causes = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    conflicts.forEach(
        (owner, fields) -> {
          String who = describe(owner, managers);
          lines.add("conflicts with " + who + ":");
          fields.forEach(
              path -> {
                String shown =
                    path.stream().map(PathElement::display).collect(Collectors.joining());
                causes.add(
                    new FieldError(FieldError.Reason.INVALID, shown, null, "conflict with " + who));
                lines.add("- " + shown);
              });
        });
    if (causes.size() == 1) {
      FieldError only = causes.getFirst();
      return ApiError.applyConflict(
          "Apply failed with 1 conflict: " + only.detail() + ": " + only.field(), causes);
    }
    return ApiError.applyConflict(
        "Apply failed with " + causes.size() + " conflicts: " + String.join("\n", lines), causes);
  }

  private static String describe(Owner id, Managers managers) {
    StringBuilder text = new StringBuilder(Json.string(Json.text(id.manager())));
    if (!id.subresource().isEmpty()) {
      text.append(" with subresource ").append(Json.string(Json.text(id.subresource())));
    }
    Owned owned = managers.get(id);
    if (!id.applier() && owned != null) {
      text.append(" using ").append(owned.apiVersion());
    }
    return text.toString();
  }
}
