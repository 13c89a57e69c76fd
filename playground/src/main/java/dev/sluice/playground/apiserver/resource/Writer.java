package dev.sluice.playground.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.ApiError;
import dev.sluice.playground.apiserver.json.FieldError;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.json.Meta;
import dev.sluice.playground.apiserver.patch.FieldManager;
import dev.sluice.playground.apiserver.schema.Schema;
import dev.sluice.playground.apiserver.store.Key;
import dev.sluice.playground.apiserver.store.Store;
import dev.sluice.playground.apiserver.store.Stored;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Creating and changing objects. */
public final class Writer {
  private static final String NAME_LETTERS = "bcdfghjklmnpqrstvwxz2456789";
  private static final int NAME_SUFFIX = 5;
  private static final int LONGEST_GENERATED = 63;
  private static final int ATTEMPTS = 5;

  private final Store store;
  private final Clock clock;

  public Writer(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Makes the next state of an object. */
  @FunctionalInterface
  public interface Change {
    /**
     * Makes the next state.
     *
     * @param current the object as it is served; must not be changed
     */
    Next next(ObjectNode current);
  }

  /**
   * The next state of an object.
   *
   * @param owned whether its managed fields are already those of the next state
   */
  public record Next(ObjectNode object, boolean owned, List<String> warnings) {}

  /** Creates an object from what a client sent. */
  public Written create(Place place, JsonNode body, WriteOptions options) {
    ResourceType type = place.type();
    Codec.Decoded decoded = Codec.decodeSent(type, body, options.validation());
    return create(place, decoded.object(), false, decoded.warnings(), options);
  }

  /** Stores a decoded object. */
  Written create(
      Place place, ObjectNode object, boolean owned, List<String> warnings, WriteOptions options) {
    ResourceType type = place.type();
    Meta meta = Meta.of(object);
    ObjectNode metadata = meta.node();
    placeIn(place, meta);
    if (!meta.resourceVersion().isEmpty()) {
      throw ApiError.badRequest("resourceVersion should not be set on objects to be created");
    }
    if (meta.name().isEmpty() && !meta.generateName().isEmpty()) {
      metadata.put("name", generate(meta.generateName()));
    }
    checkNamespace(type, place.namespace(), meta.name());
    metadata.remove(
        List.of("deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "generation"));
    metadata.put("uid", UUID.randomUUID().toString());
    metadata.put("creationTimestamp", Meta.timestamp(clock.instant()));
    if (type.statusSubresource()) {
      object.remove("status");
    }
    if (type.behaviour().countsGenerations()) {
      metadata.put("generation", 1);
    }
    if (!owned) {
      fieldManager(type, "").update(emptyOf(type), object, options.manager(), clock.instant());
    }
    type.behaviour().prepareCreate(object);
    Codec.validate(type, object, null);
    if (options.dryRun()) {
      if (store.get(type.key(place.namespace(), meta.name())).isPresent()) {
        throw ApiError.alreadyExists(type.group(), type.plural(), meta.name());
      }
      return new Written(object, true, warnings);
    }
    ObjectNode stored = type.conversion().toStored(object);
    Stored result =
        store
            .create(type.key(place.namespace(), meta.name()), stored)
            .orElseThrow(() -> ApiError.alreadyExists(type.group(), type.plural(), meta.name()));
    type.behaviour().stored(result.object());
    return new Written(type.conversion().fromStored(result.object()), true, warnings);
  }

  /** What a new object of the kind is compared with to see what its creator set. */
  private static ObjectNode emptyOf(ResourceType type) {
    ObjectNode empty = type.typed(Json.object());
    empty.putObject("metadata");
    Schema spec = type.custom() ? null : type.schema().properties().get("spec");
    if (spec != null) {
      ObjectNode emptySpec = empty.putObject("spec");
      if (spec.properties().containsKey("template")) {
        ObjectNode template = emptySpec.putObject("template");
        template.putObject("metadata");
        template.putObject("spec").putNull("containers");
      }
      if (spec.properties().containsKey("containers")) {
        emptySpec.putNull("containers");
      }
      for (String struct : List.of("strategy", "updateStrategy")) {
        if (spec.properties().containsKey(struct)) {
          emptySpec.putObject(struct);
        }
      }
      empty.putObject("status");
    }
    return empty;
  }

  private static void placeIn(Place place, Meta meta) {
    if (!place.type().namespaced()) {
      meta.node().remove("namespace");
    } else if (meta.namespace().isEmpty()) {
      meta.node().put("namespace", place.namespace());
    } else if (!meta.namespace().equals(place.namespace())) {
      throw ApiError.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
  }

  private static String generate(String base) {
    String start = base.substring(0, Math.min(base.length(), LONGEST_GENERATED - NAME_SUFFIX));
    StringBuilder name = new StringBuilder(start);
    for (int i = 0; i < NAME_SUFFIX; i++) {
      name.append(NAME_LETTERS.charAt(ThreadLocalRandom.current().nextInt(NAME_LETTERS.length())));
    }
    return name.toString();
  }

  private void checkNamespace(ResourceType type, String namespace, String name) {
    if (!type.namespaced()) {
      return;
    }
    ObjectNode found =
        store
            .get(new Key("/namespaces", "", namespace))
            .map(Stored::object)
            .orElseThrow(() -> ApiError.notFound("", "namespaces", namespace));
    if (Meta.of(found).deleting()) {
      ApiError error =
          ApiError.forbidden(
              type.group(),
              type.plural(),
              name,
              "unable to create new content in namespace "
                  + namespace
                  + " because it is being terminated");
      Json.child(error.status(), "details")
          .putArray("causes")
          .addObject()
          .put("reason", "NamespaceTerminating")
          .put("message", "namespace " + namespace + " is being terminated")
          .put("field", "metadata.namespace");
      throw error;
    }
  }

  /** Replaces an object by what a client sent. */
  public Written update(Place place, JsonNode body, WriteOptions options) {
    Codec.Decoded decoded = Codec.decodeSent(place.type(), body, options.validation());
    Meta meta = Meta.of(decoded.object());
    placeIn(place, meta);
    if (meta.resourceVersion().isEmpty() && place.type().custom()) {
      throw ApiError.invalid(
          place.type().group(),
          place.type().kind(),
          place.name(),
          List.of(
              new FieldError(
                  FieldError.Reason.INVALID,
                  "metadata.resourceVersion",
                  "0x0",
                  "must be specified for an update")));
    }
    return change(
        place,
        current -> new Next(decoded.object().deepCopy(), false, decoded.warnings()),
        options);
  }

  /**
   * Changes an object, again if somebody else was faster and the change does not insist on a
   * version.
   *
   * @throws ApiError 404, 409 or 422
   */
  public Written change(Place place, Change change, WriteOptions options) {
    for (int attempt = 1; ; attempt++) {
      Stored stored = store.get(place.key()).orElseThrow(place::notFound);
      ObjectNode current = place.type().conversion().fromStored(stored.object());
      Next next = change.next(current);
      String expected = Meta.of(next.object()).resourceVersion();
      boolean insists = !expected.isEmpty() && !expected.equals(Meta.of(current).resourceVersion());
      if (insists) {
        throw modified(place);
      }
      ObjectNode prepared = prepare(place, next, current, options);
      try {
        return store(place, prepared, stored, next.warnings(), options);
      } catch (Store.StaleException e) {
        if (attempt == ATTEMPTS) {
          throw modified(place);
        }
      }
    }
  }

  private static ApiError modified(Place place) {
    return ApiError.modified(place.type().group(), place.type().plural(), place.name());
  }

  private ObjectNode prepare(Place place, Next next, ObjectNode current, WriteOptions options) {
    ResourceType type = place.type();
    ObjectNode object = next.object();
    Meta meta = Meta.of(object);
    if (!meta.name().equals(place.name())) {
      throw ApiError.badRequest(
          "the name of the object ("
              + meta.name()
              + ") does not match the name on the URL ("
              + place.name()
              + ")");
    }
    String uid = meta.uid();
    if (!uid.isEmpty() && !uid.equals(Meta.of(current).uid())) {
      throw ApiError.conflict(
          type.group(),
          type.plural(),
          place.name(),
          "Precondition failed: UID in precondition: "
              + uid
              + ", UID in object meta: "
              + Meta.of(current).uid());
    }
    restore(object, current);
    restrict(place, object, current);
    if (!next.owned()) {
      own(place, object, current, options);
    }
    type.behaviour().prepareUpdate(object, current);
    countGeneration(place, object, current);
    Codec.validate(type, object, current);
    return object;
  }

  /** Enters who owns what. Scaling enters nobody unless somebody owns the replicas already. */
  private void own(Place place, ObjectNode object, ObjectNode current, WriteOptions options) {
    ObjectNode seen = object;
    ScalePaths scale = place.type().scale();
    if (place.subresource().equals("scale") && scale != null) {
      if (!fieldManager(place.type(), "").owned(current, scale.specReplicas())) {
        return;
      }
      seen = Scales.withoutZero(object, scale);
    }
    fieldManager(place.type(), place.subresource())
        .update(current, seen, options.manager(), clock.instant());
    copy(Meta.of(object).node(), "managedFields", seen.path("metadata").path("managedFields"));
  }

  /** Puts back the metadata that clients cannot change. */
  private static void restore(ObjectNode object, ObjectNode current) {
    ObjectNode metadata = Meta.of(object).node();
    JsonNode old = current.path("metadata");
    for (String field :
        List.of(
            "uid",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "generation",
            "resourceVersion",
            "namespace")) {
      if (old.has(field)) {
        metadata.set(field, old.path(field));
      } else {
        metadata.remove(field);
      }
    }
  }

  /** Keeps a write to the part of the object that it is for. */
  private static void restrict(Place place, ObjectNode object, ObjectNode current) {
    ResourceType type = place.type();
    if (place.subresource().equals("binding")) {
      return;
    }
    if (place.subresource().equals("status")) {
      JsonNode status = object.path("status");
      ObjectNode metadata = Meta.of(object).node();
      JsonNode managed = metadata.path("managedFields").deepCopy();
      ObjectNode kept = current.deepCopy();
      if (!type.custom()) {
        Json.child(kept, "metadata").setAll(metadata);
      }
      object.removeAll();
      object.setAll(kept);
      copy(object, "status", status);
      copy(Meta.of(object).node(), "managedFields", managed);
    } else if (type.statusSubresource()) {
      copy(object, "status", current.path("status").deepCopy());
    }
  }

  private static void copy(ObjectNode object, String field, JsonNode value) {
    if (value.isMissingNode()) {
      object.remove(field);
    } else {
      object.set(field, value);
    }
  }

  private static void countGeneration(Place place, ObjectNode object, ObjectNode current) {
    Behaviour behaviour = place.type().behaviour();
    if (behaviour.countsGenerations()
        && !place.subresource().equals("status")
        && behaviour.newGeneration(object, current)) {
      Meta.of(object).node().put("generation", Meta.of(current).generation() + 1);
    }
  }

  private Written store(
      Place place, ObjectNode object, Stored stored, List<String> warnings, WriteOptions options)
      throws Store.StaleException {
    ResourceType type = place.type();
    ObjectNode next = type.conversion().toStored(object);
    if (next.equals(stored.object()) || options.dryRun()) {
      return new Written(object, false, warnings);
    }
    Meta meta = Meta.of(next);
    boolean gone =
        meta.deleting()
            && meta.finalizers().isEmpty()
            && !type.behaviour().held(next)
            && Json.at(next, "metadata", "deletionGracePeriodSeconds").asLong(0) == 0;
    Stored result;
    if (gone) {
      result = store.delete(place.key(), next, stored.version());
      type.behaviour().removed(result.object());
    } else {
      result = store.update(place.key(), next, stored.version());
      type.behaviour().stored(result.object());
    }
    return new Written(type.conversion().fromStored(result.object()), false, warnings);
  }

  /** Who keeps the books on field ownership for writes to a place. */
  static FieldManager fieldManager(ResourceType type, String subresource) {
    List<String> reset =
        subresource.equals("status")
            ? List.of("spec")
            : type.statusSubresource() ? List.of("status") : List.of();
    return new FieldManager(type.schema(), subresource, reset);
  }

  Optional<Stored> find(Place place) {
    return store.get(place.key());
  }

  Clock clock() {
    return clock;
  }
}
