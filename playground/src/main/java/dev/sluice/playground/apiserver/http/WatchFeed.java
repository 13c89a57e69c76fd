package dev.sluice.playground.apiserver.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.ApiError;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.json.Meta;
import dev.sluice.playground.apiserver.resource.Place;
import dev.sluice.playground.apiserver.resource.ResourceType;
import dev.sluice.playground.apiserver.store.Change;
import dev.sluice.playground.apiserver.store.Store;
import dev.sluice.playground.apiserver.store.Stored;
import dev.sluice.playground.apiserver.store.Subscription;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** The verb watch: changes as events, until the client goes or the time is up. */
final class WatchFeed {
  private static final Duration BOOKMARK_EVERY = Duration.ofSeconds(30);
  private static final Duration PULSE = Duration.ofSeconds(1);
  private static final long SHORTEST_SECONDS = 1800;

  private final Store store;
  private final Place place;
  private final Call call;
  private final ResourceType type;
  private final Predicate<ObjectNode> selected;
  private final View view;
  private boolean first = true;
  private long lastVersion;

  /**
   * Prepares a watch.
   *
   * @throws ApiError 400 if a parameter is wrong
   */
  WatchFeed(Store store, Place place, Call call) {
    this.store = store;
    this.place = place;
    this.call = call;
    this.type = place.type();
    this.selected = Lists.selection(type, call);
    this.view = View.of(call);
    if (call.query().containsKey("sendInitialEvents")
        && !call.query("resourceVersionMatch").equals("NotOlderThan")) {
      throw ApiError.of(
          422,
          "Invalid",
          "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden:"
              + " sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
    }
    Lists.number(call.query("resourceVersion"));
  }

  /** Where events go. */
  @FunctionalInterface
  interface Sink {
    /**
     * Sends an event.
     *
     * @throws IOException if the client is gone
     */
    void send(ObjectNode event) throws IOException;
  }

  /**
   * Sends events until the time is up.
   *
   * @param goOn is asked now and then whether to go on
   */
  void run(Sink sink, BooleanSupplier goOn) throws IOException, InterruptedException {
    long seconds = Lists.number(call.query("timeoutSeconds"));
    if (seconds == 0) {
      seconds = SHORTEST_SECONDS + ThreadLocalRandom.current().nextLong(SHORTEST_SECONDS);
    }
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    try (Subscription changes = begin(sink)) {
      follow(changes, sink, end, goOn);
    } catch (Store.CompactedException e) {
      ApiError gone =
          ApiError.expired(
              "too old resource version: "
                  + call.query("resourceVersion")
                  + " ("
                  + e.oldest()
                  + ")");
      sink.send(event("ERROR", gone.status()));
    }
  }

  private Subscription begin(Sink sink) throws IOException, Store.CompactedException {
    String version = call.query("resourceVersion");
    boolean listed = call.flag("sendInitialEvents");
    boolean unset = version.isEmpty() || version.equals("0");
    boolean refused = call.query().containsKey("sendInitialEvents") && !listed;
    if (!listed && (!unset || refused)) {
      lastVersion = unset ? store.version() : Lists.number(version);
      return store.watch(type.storage(), place.namespace(), lastVersion);
    }
    Store.Watched watched = store.listAndWatch(type.storage(), place.namespace());
    lastVersion = watched.snapshot().version();
    for (Stored stored : watched.snapshot().objects()) {
      ObjectNode object = type.conversion().fromStored(stored.object());
      if (selected.test(object)) {
        send(sink, "ADDED", object);
      }
    }
    if (listed && call.flag("allowWatchBookmarks")) {
      ObjectNode bookmark = bookmark();
      Json.child(Json.child(bookmark, "metadata"), "annotations")
          .put("k8s.io/initial-events-end", "true");
      sink.send(event("BOOKMARK", bookmark));
    }
    return watched.changes();
  }

  private void follow(Subscription changes, Sink sink, long end, BooleanSupplier goOn)
      throws IOException, InterruptedException {
    boolean bookmarks = call.flag("allowWatchBookmarks");
    long nextBookmark = System.nanoTime() + BOOKMARK_EVERY.toNanos();
    while (goOn.getAsBoolean() && !changes.closed()) {
      long now = System.nanoTime();
      if (now >= end) {
        return;
      }
      if (bookmarks && now >= nextBookmark) {
        sink.send(event("BOOKMARK", bookmark()));
        nextBookmark = now + BOOKMARK_EVERY.toNanos();
      }
      Duration patience = Duration.ofNanos(Math.min(PULSE.toNanos(), end - now));
      Optional<Change> change = changes.next(patience);
      if (change.isPresent()) {
        lastVersion = change.get().version();
        forward(sink, change.get());
      }
    }
  }

  /** Sends a change as the client sees it: what it does not select comes and goes. */
  private void forward(Sink sink, Change change) throws IOException {
    ObjectNode now = type.conversion().fromStored(change.current().object());
    Stored previous = change.previous();
    boolean was =
        previous != null && selected.test(type.conversion().fromStored(previous.object()));
    boolean is = change.kind() != Change.Kind.DELETED && selected.test(now);
    if (is) {
      send(sink, was ? "MODIFIED" : "ADDED", now);
    } else if (was && previous != null) {
      ObjectNode last = type.conversion().fromStored(previous.object()).deepCopy();
      Meta.of(last).node().put("resourceVersion", Long.toString(change.version()));
      send(sink, "DELETED", change.kind() == Change.Kind.DELETED ? now : last);
    }
  }

  private void send(Sink sink, String kind, ObjectNode object) throws IOException {
    sink.send(event(kind, view.event(type, object, first)));
    first = false;
  }

  private ObjectNode bookmark() {
    ObjectNode object = type.typed(Json.object());
    object.putObject("metadata").put("resourceVersion", Long.toString(lastVersion));
    return object;
  }

  private static ObjectNode event(String kind, ObjectNode object) {
    ObjectNode event = Json.object();
    event.put("type", kind).set("object", object);
    return event;
  }
}
