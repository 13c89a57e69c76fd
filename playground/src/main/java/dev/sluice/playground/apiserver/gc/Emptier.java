package dev.sluice.playground.apiserver.gc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.builtin.Builtins;
import dev.sluice.playground.apiserver.json.ApiError;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.json.Meta;
import dev.sluice.playground.apiserver.resource.DeleteOptions;
import dev.sluice.playground.apiserver.resource.Deleter;
import dev.sluice.playground.apiserver.resource.Place;
import dev.sluice.playground.apiserver.resource.Types;
import dev.sluice.playground.apiserver.resource.WriteOptions;
import dev.sluice.playground.apiserver.resource.Writer;
import dev.sluice.playground.apiserver.store.Change;
import dev.sluice.playground.apiserver.store.Key;
import dev.sluice.playground.apiserver.store.Store;
import dev.sluice.playground.apiserver.store.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Empties namespaces and definitions that are being deleted, and lets them go when they are empty.
 */
final class Emptier {
  private static final String NAMESPACES = "/namespaces";
  private static final String DEFINITIONS = "apiextensions.k8s.io/customresourcedefinitions";

  private final Store store;
  private final Types types;
  private final Writer writer;
  private final Deleter deleter;

  Emptier(Store store, Types types, Writer writer, Deleter deleter) {
    this.store = store;
    this.types = types;
    this.writer = writer;
    this.deleter = deleter;
  }

  /** Looks at an object that is new, changed or gone. */
  void changed(Change change) {
    Key key = change.current().key();
    boolean gone = change.kind() == Change.Kind.DELETED;
    if (!gone && key.resource().equals(NAMESPACES)) {
      namespace(change.current());
    } else if (!gone && key.resource().equals(DEFINITIONS)) {
      definition(change.current());
    } else if (gone) {
      store.get(new Key(NAMESPACES, "", key.namespace())).ifPresent(this::namespace);
      definitionOf(key);
    }
  }

  private void definitionOf(Key key) {
    int slash = key.resource().indexOf('/');
    String name = key.resource().substring(slash + 1) + '.' + key.resource().substring(0, slash);
    store.get(new Key(DEFINITIONS, "", name)).ifPresent(this::definition);
  }

  private void namespace(Stored namespace) {
    if (!Meta.of(namespace.object()).deleting()) {
      return;
    }
    String name = namespace.key().name();
    if (empty(key -> key.namespace().equals(name))) {
      edit(namespace.key(), object -> Json.child(object, "spec").remove("finalizers"));
    }
  }

  private void definition(Stored definition) {
    Meta meta = Meta.of(definition.object());
    if (!meta.deleting() || !meta.finalizers().contains(Builtins.definitionCleanup())) {
      return;
    }
    ObjectNode object = definition.object();
    String storage =
        Json.textAt(object, "spec", "group") + '/' + Json.textAt(object, "spec", "names", "plural");
    if (empty(key -> key.resource().equals(storage))) {
      edit(
          definition.key(),
          copy -> {
            List<String> left = new ArrayList<>(Meta.of(copy).finalizers());
            left.remove(Builtins.definitionCleanup());
            Meta.of(copy).finalizers(left);
          });
    }
  }

  /** Deletes all that is wanted; true if nothing is left. */
  private boolean empty(Predicate<Key> wanted) {
    boolean empty = true;
    for (Key key : store.keys()) {
      if (wanted.test(key)) {
        empty &= delete(key);
      }
    }
    return empty;
  }

  private boolean delete(Key key) {
    return types
        .ofStorage(key.resource())
        .map(
            type -> {
              try {
                Place place = new Place(type, key.namespace(), key.name(), "");
                return deleter.delete(place, DeleteOptions.BACKGROUND).gone();
              } catch (ApiError e) {
                return e.code() == 404;
              }
            })
        .orElse(true);
  }

  private void edit(Key key, Consumer<ObjectNode> change) {
    types
        .ofStorage(key.resource())
        .ifPresent(
            type -> {
              try {
                writer.change(
                    new Place(type, "", key.name(), ""),
                    current -> {
                      ObjectNode next = current.deepCopy();
                      change.accept(next);
                      return new Writer.Next(next, false, List.of());
                    },
                    WriteOptions.INTERNAL);
              } catch (ApiError e) {
                if (e.code() != 404 && e.code() != 409) {
                  throw e;
                }
              }
            });
  }
}
