package dev.sluice.playground.apiserver.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.ApiError;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.json.Meta;
import dev.sluice.playground.apiserver.resource.DeleteOptions.Propagation;
import dev.sluice.playground.apiserver.store.Store;
import dev.sluice.playground.apiserver.store.Stored;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The verb delete: at once, or when the last finalizer is gone. */
public final class Deleter {
  /** The finalizer of an object that waits for its dependents to go first. */
  public static final String FOREGROUND = "foregroundDeletion";

  /** The finalizer of an object that waits for its dependents to be set free. */
  public static final String ORPHAN = "orphan";

  private final Store store;
  private final Clock clock;

  public Deleter(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * The outcome of a deletion.
   *
   * @param gone whether it is complete
   */
  public record Deleted(ObjectNode object, boolean gone) {}

  /** Deletes an object, or begins to. */
  public Deleted delete(Place place, DeleteOptions options) {
    while (true) {
      Stored stored = store.get(place.key()).orElseThrow(place::notFound);
      checkPreconditions(place, stored, options);
      ObjectNode next = stored.copy();
      boolean gone = prepare(place.type(), next, options);
      ResourceType type = place.type();
      if (options.dryRun() || (!gone && next.equals(stored.object()))) {
        return new Deleted(type.conversion().fromStored(next), gone);
      }
      try {
        Stored result =
            gone
                ? store.delete(place.key(), next, stored.version())
                : store.update(place.key(), next, stored.version());
        if (gone) {
          type.behaviour().removed(result.object());
        } else {
          type.behaviour().stored(result.object());
        }
        return new Deleted(type.conversion().fromStored(result.object()), gone);
      } catch (Store.StaleException e) {
        if (!options.resourceVersion().isEmpty()) {
          throw ApiError.modified(type.group(), type.plural(), place.name());
        }
      }
    }
  }

  private static void checkPreconditions(Place place, Stored stored, DeleteOptions options) {
    Meta meta = Meta.of(stored.object());
    String uid = options.uid();
    String version = options.resourceVersion();
    if (!uid.isEmpty() && !uid.equals(meta.uid())) {
      throw failed(place, "UID", uid, meta.uid(), "deleted and then recreated");
    }
    if (!version.isEmpty() && !version.equals(meta.resourceVersion())) {
      throw failed(place, "ResourceVersion", version, meta.resourceVersion(), "modified");
    }
  }

  private static ApiError failed(
      Place place, String what, String wanted, String actual, String happened) {
    return ApiError.conflict(
        place.type().group(),
        place.type().kind(),
        place.name(),
        "the "
            + what
            + " in the precondition ("
            + wanted
            + ") does not match the "
            + what
            + " in record ("
            + actual
            + "). The object might have been "
            + happened);
  }

  /** Marks the object and says whether it can go now. */
  private boolean prepare(ResourceType type, ObjectNode object, DeleteOptions options) {
    Meta meta = Meta.of(object);
    meta.finalizers(finalizers(type, meta, options.propagation()));
    long grace = type.behaviour().graceSeconds(object, options.graceSeconds());
    boolean waits = !meta.finalizers().isEmpty() || type.behaviour().held(object);
    if (grace == 0 && !waits) {
      return true;
    }
    ObjectNode metadata = meta.node();
    if (!meta.deleting()) {
      metadata.put("deletionTimestamp", Meta.timestamp(clock.instant().plusSeconds(grace)));
      metadata.put("deletionGracePeriodSeconds", grace);
      if (meta.generation() > 0) {
        metadata.put("generation", meta.generation() + 1);
      }
      type.behaviour().prepareDelete(object);
    } else if (grace < Json.at(object, "metadata", "deletionGracePeriodSeconds").asLong(0)) {
      metadata.put("deletionGracePeriodSeconds", grace);
    }
    return false;
  }

  private static List<String> finalizers(ResourceType type, Meta meta, Propagation wanted) {
    List<String> all = new ArrayList<>(meta.finalizers());
    Propagation policy = wanted;
    if (policy == Propagation.DEFAULT) {
      if (all.contains(ORPHAN) || all.contains(FOREGROUND)) {
        return all;
      }
      policy = type.behaviour().orphansDependents() ? Propagation.ORPHAN : Propagation.BACKGROUND;
    }
    all.removeAll(List.of(ORPHAN, FOREGROUND));
    switch (policy) {
      case ORPHAN -> all.add(ORPHAN);
      case FOREGROUND -> all.add(FOREGROUND);
      case BACKGROUND, DEFAULT -> {}
    }
    return all;
  }
}
