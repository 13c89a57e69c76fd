package dev.sluice.playground.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.ApiError;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.json.Meta;
import dev.sluice.playground.apiserver.resource.FieldSelector;
import dev.sluice.playground.apiserver.resource.LabelSelector;
import dev.sluice.playground.apiserver.resource.Place;
import dev.sluice.playground.apiserver.resource.ResourceType;
import dev.sluice.playground.apiserver.store.Snapshot;
import dev.sluice.playground.apiserver.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;

/** The verb list, with selectors and paging. */
final class Lists {
  private final Store store;

  Lists(Store store) {
    this.store = store;
  }

  /** What the selectors of a request select. */
  static Predicate<ObjectNode> selection(ResourceType type, Call call) {
    return LabelSelector.parse(call.query("labelSelector"))
        .and(FieldSelector.parse(type, call.query("fieldSelector")));
  }

  /** The objects that a request selects, all of them. */
  List<ObjectNode> all(Place place, Call call) {
    Predicate<ObjectNode> selected = selection(place.type(), call);
    return store.list(place.type().storage(), place.namespace()).objects().stream()
        .map(stored -> place.type().conversion().fromStored(stored.object()))
        .filter(selected)
        .toList();
  }

  ObjectNode list(Place place, Call call) {
    ResourceType type = place.type();
    Page page = Page.parse(call.query("continue"));
    Snapshot snapshot = snapshot(place, call, page);
    Predicate<ObjectNode> selected = selection(type, call);
    long limit = number(call.query("limit"));
    List<ObjectNode> objects = new ArrayList<>();
    String last = "";
    long remaining = 0;
    for (var stored : snapshot.objects()) {
      String position = stored.key().namespace() + '/' + stored.key().name();
      ObjectNode object = type.conversion().fromStored(stored.object());
      if (position.compareTo(page.after) <= 0 || !selected.test(object)) {
        continue;
      }
      if (limit > 0 && objects.size() == limit) {
        remaining++;
      } else {
        objects.add(object);
        last = position;
      }
    }
    ObjectNode metadata = Json.object();
    metadata.put("resourceVersion", Long.toString(snapshot.version()));
    if (remaining > 0) {
      metadata.put("continue", new Page(snapshot.version(), last).token());
      if (call.query("labelSelector").isEmpty() && call.query("fieldSelector").isEmpty()) {
        metadata.put("remainingItemCount", remaining);
      }
    }
    return View.of(call).list(type, objects, metadata);
  }

  private Snapshot snapshot(Place place, Call call, Page page) {
    String storage = place.type().storage();
    boolean exact = call.query("resourceVersionMatch").equals("Exact");
    long at = page.version > 0 ? page.version : exact ? number(call.query("resourceVersion")) : 0;
    if (at == 0) {
      checkNotFuture(number(call.query("resourceVersion")));
      return store.list(storage, place.namespace());
    }
    try {
      return store.listAt(storage, place.namespace(), at);
    } catch (Store.CompactedException e) {
      throw ApiError.expired(
          page.version > 0
              ? "The provided continue parameter is too old to display a consistent list result."
                  + " You can start a new list without the continue parameter."
              : "The resourceVersion for the provided list is too old.");
    }
  }

  private void checkNotFuture(long version) {
    long current = store.version();
    if (version > current) {
      throw ApiError.of(
              504, "Timeout", "Too large resource version: " + version + ", current: " + current)
          .retryAfter(1);
    }
  }

  /** Reads a number of a query; nothing is 0. */
  static long number(String text) {
    if (text.isEmpty()) {
      return 0;
    }
    if (!text.matches("\\d{1,18}")) {
      throw ApiError.badRequest(
          "resource version: Invalid value: \"" + text + "\": must be a number");
    }
    return Long.parseLong(text);
  }

  /** Where the next page starts. */
  private record Page(long version, String after) {
    static Page parse(String token) {
      if (token.isEmpty()) {
        return new Page(0, "");
      }
      try {
        JsonNode read =
            Json.parse(
                new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8)
                    .getBytes(StandardCharsets.UTF_8));
        return new Page(read.path("rv").asLong(), read.path("start").asText());
      } catch (IllegalArgumentException | IOException e) {
        throw ApiError.badRequest("continue key is not valid: " + e.getMessage());
      }
    }

    String token() {
      ObjectNode token = Json.object();
      token.put("v", "meta.k8s.io/v1").put("rv", version).put("start", after);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(token));
    }
  }

  /** The name of an object, for messages. */
  static String nameOf(ObjectNode object) {
    return Meta.of(object).name();
  }
}
