package dev.sluice.playground.apiserver.gc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.ApiError;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.json.Meta;
import dev.sluice.playground.apiserver.resource.DeleteOptions;
import dev.sluice.playground.apiserver.resource.DeleteOptions.Propagation;
import dev.sluice.playground.apiserver.resource.Deleter;
import dev.sluice.playground.apiserver.resource.Place;
import dev.sluice.playground.apiserver.resource.Types;
import dev.sluice.playground.apiserver.resource.WriteOptions;
import dev.sluice.playground.apiserver.resource.Writer;
import dev.sluice.playground.apiserver.store.Key;
import dev.sluice.playground.apiserver.store.Store;
import dev.sluice.playground.apiserver.store.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Deletes what lost its owners, in the background, the foreground, or not at all if it was set
 * free.
 */
final class GarbageCollector {
  private final Store store;
  private final Types types;
  private final OwnerGraph graph;
  private final Writer writer;
  private final Deleter deleter;

  GarbageCollector(Store store, Types types, OwnerGraph graph, Writer writer, Deleter deleter) {
    this.store = store;
    this.types = types;
    this.graph = graph;
    this.writer = writer;
    this.deleter = deleter;
  }

  /** An object is no more: its dependents follow, and owners that waited for it may go on. */
  void gone(Stored stored) {
    Meta meta = Meta.of(stored.object());
    graph.dependentsOf(meta.uid()).forEach(this::collect);
    for (ObjectNode owner : meta.ownerReferences()) {
      graph.find(Json.textAt(owner, "uid")).flatMap(store::get).ifPresent(this::changed);
    }
  }

  /** An object is new or changed. */
  void changed(Stored stored) {
    Meta meta = Meta.of(stored.object());
    if (meta.deleting()) {
      if (meta.finalizers().contains(Deleter.ORPHAN)) {
        setFree(stored);
      } else if (meta.finalizers().contains(Deleter.FOREGROUND)) {
        waitForDependents(stored);
      }
    }
    if (!meta.ownerReferences().isEmpty()) {
      collect(stored.key());
    }
  }

  /**
   * Deletes an object none of whose owners exists, or drops the references to those that do not.
   */
  private void collect(Key key) {
    Optional<Stored> found = store.get(key);
    if (found.isEmpty()) {
      return;
    }
    Meta meta = Meta.of(found.get().object());
    List<String> dangling = new ArrayList<>();
    int alive = 0;
    for (ObjectNode owner : meta.ownerReferences()) {
      String uid = Json.textAt(owner, "uid");
      if (graph.exists(uid) || existsMeanwhile(owner, meta.namespace())) {
        alive++;
      } else {
        dangling.add(uid);
      }
    }
    if (dangling.isEmpty()) {
      return;
    }
    if (alive > 0) {
      dropReferences(key, dangling::contains);
    } else if (!meta.deleting()) {
      delete(key, meta.uid(), Propagation.DEFAULT);
    }
  }

  /** The graph follows the store with a delay, so the store has the last word. */
  private boolean existsMeanwhile(ObjectNode owner, String namespace) {
    return types
        .ofKind(Json.textAt(owner, "apiVersion"), Json.textAt(owner, "kind"))
        .flatMap(type -> store.get(type.key(namespace, Json.textAt(owner, "name"))))
        .filter(o -> Meta.of(o.object()).uid().equals(Json.textAt(owner, "uid")))
        .isPresent();
  }

  private void setFree(Stored owner) {
    String uid = Meta.of(owner.object()).uid();
    for (Key dependent : graph.dependentsOf(uid)) {
      dropReferences(dependent, uid::equals);
    }
    dropFinalizer(owner.key(), Deleter.ORPHAN);
  }

  private void waitForDependents(Stored owner) {
    String uid = Meta.of(owner.object()).uid();
    boolean blocked = false;
    for (Key key : graph.dependentsOf(uid)) {
      Optional<Stored> dependent = store.get(key);
      if (dependent.isEmpty()) {
        continue;
      }
      Meta meta = Meta.of(dependent.get().object());
      blocked |= blocks(meta, uid);
      if (!meta.deleting()) {
        delete(key, meta.uid(), Propagation.FOREGROUND);
      }
    }
    if (!blocked) {
      dropFinalizer(owner.key(), Deleter.FOREGROUND);
    }
  }

  private static boolean blocks(Meta dependent, String uid) {
    return dependent.ownerReferences().stream()
        .anyMatch(
            o -> Json.textAt(o, "uid").equals(uid) && o.path("blockOwnerDeletion").asBoolean());
  }

  private void delete(Key key, String uid, Propagation propagation) {
    place(key)
        .ifPresent(
            place ->
                ignoringRaces(
                    () ->
                        deleter.delete(place, new DeleteOptions(propagation, -1, uid, "", false))));
  }

  private void dropFinalizer(Key key, String finalizer) {
    change(
        key,
        object -> {
          Meta meta = Meta.of(object);
          List<String> left = new ArrayList<>(meta.finalizers());
          left.remove(finalizer);
          meta.finalizers(left);
        });
  }

  private void dropReferences(Key key, Predicate<String> uids) {
    change(
        key,
        object -> {
          List<ObjectNode> left =
              Meta.of(object).ownerReferences().stream()
                  .filter(o -> !uids.test(Json.textAt(o, "uid")))
                  .toList();
          ObjectNode metadata = Meta.of(object).node();
          if (left.isEmpty()) {
            metadata.remove("ownerReferences");
          } else {
            ArrayNode list = metadata.putArray("ownerReferences");
            left.forEach(list::add);
          }
        });
  }

  private void change(Key key, java.util.function.Consumer<ObjectNode> edit) {
    place(key)
        .ifPresent(
            place ->
                ignoringRaces(
                    () ->
                        writer.change(
                            place,
                            current -> {
                              ObjectNode next = current.deepCopy();
                              edit.accept(next);
                              return new Writer.Next(next, false, List.of());
                            },
                            WriteOptions.INTERNAL)));
  }

  private Optional<Place> place(Key key) {
    return types
        .ofStorage(key.resource())
        .map(type -> new Place(type, key.namespace(), key.name(), ""));
  }

  /** What is gone or has changed comes again as another change. */
  private static void ignoringRaces(Runnable action) {
    try {
      action.run();
    } catch (ApiError e) {
      if (e.code() != 404 && e.code() != 409) {
        throw e;
      }
    }
  }
}
