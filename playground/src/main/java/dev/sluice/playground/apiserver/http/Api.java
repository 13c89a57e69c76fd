package dev.sluice.playground.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.discovery.Reviews;
import dev.sluice.playground.apiserver.json.ApiError;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.json.Meta;
import dev.sluice.playground.apiserver.resource.DeleteOptions;
import dev.sluice.playground.apiserver.resource.Deleter;
import dev.sluice.playground.apiserver.resource.FieldSelector;
import dev.sluice.playground.apiserver.resource.FieldValidation;
import dev.sluice.playground.apiserver.resource.Patcher;
import dev.sluice.playground.apiserver.resource.Place;
import dev.sluice.playground.apiserver.resource.ResourceType;
import dev.sluice.playground.apiserver.resource.Scales;
import dev.sluice.playground.apiserver.resource.Types;
import dev.sluice.playground.apiserver.resource.WriteOptions;
import dev.sluice.playground.apiserver.resource.Writer;
import dev.sluice.playground.apiserver.resource.Written;
import dev.sluice.playground.apiserver.store.Store;
import java.time.Clock;
import java.util.List;

/** The verbs on resources. */
final class Api {
  private final Store store;
  private final Types types;
  private final Lists lists;
  private final Writer writer;
  private final Patcher patcher;
  private final Scales scales;
  private final Deleter deleter;

  Api(Store store, Types types, Clock clock) {
    this.store = store;
    this.types = types;
    this.lists = new Lists(store);
    this.writer = new Writer(store, clock);
    this.patcher = new Patcher(writer);
    this.scales = new Scales(writer);
    this.deleter = new Deleter(store, clock);
  }

  /** The verb of a request on a resource. */
  static String verb(Call call, ResourcePath path) {
    boolean one = !path.name().isEmpty();
    return switch (call.method()) {
      case "GET", "HEAD" ->
          call.flag("watch") && !(one && !path.subresource().isEmpty())
              ? "watch"
              : one ? "get" : "list";
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> one ? "delete" : "deletecollection";
      default -> call.method().toLowerCase(java.util.Locale.ROOT);
    };
  }

  Answer answer(Call call, ResourcePath asked) {
    ResourcePath path =
        asked.isBinding() ? asked.ofPod(Json.textAt(call.json(), "metadata", "name")) : asked;
    if (Reviews.isGroup(path.group())) {
      return review(call, path);
    }
    ResourceType type =
        types.find(path.group(), path.version(), path.resource()).orElseThrow(ApiError::noSuchPath);
    if (!type.namespaced() && !path.namespace().isEmpty()) {
      throw ApiError.noSuchPath();
    }
    Place place = new Place(type, path.namespace(), path.name(), path.subresource());
    checkSubresource(place);
    return switch (verb(call, path)) {
      case "get" -> get(place, call);
      case "list" -> Answer.ok(lists.list(place, call));
      case "watch" -> watch(place, call);
      case "create" -> create(place, call);
      case "update" -> written(place, call, update(place, call));
      case "patch" -> written(place, call, patch(place, call));
      case "delete" -> delete(place, call);
      case "deletecollection" -> deleteAll(place, call);
      default -> throw ApiError.methodNotAllowed();
    };
  }

  private static Answer review(Call call, ResourcePath path) {
    if (!call.method().equals("POST")) {
      throw ApiError.methodNotAllowed();
    }
    ObjectNode review = call.json() instanceof ObjectNode given ? given : Json.object();
    ObjectNode answer =
        Reviews.answer(path.group(), path.resource(), review).orElseThrow(ApiError::noSuchPath);
    return new Answer.Document(201, answer, List.of());
  }

  private static void checkSubresource(Place place) {
    String part = place.subresource();
    if (place.type().storage().equals("/pods")) {
      PodActions.refuse(part.replaceFirst("/.*", ""));
    }
    boolean finalize = part.equals("finalize") && place.type().storage().equals("/namespaces");
    boolean pod =
        place.type().storage().equals("/pods") && List.of("binding", "eviction").contains(part);
    if (!part.isEmpty() && !place.type().subresources().contains(part) && !finalize && !pod) {
      throw ApiError.noSuchPath();
    }
  }

  private Answer get(Place place, Call call) {
    ObjectNode object =
        place
            .type()
            .conversion()
            .fromStored(store.get(place.key()).orElseThrow(place::notFound).object());
    return place.subresource().equals("scale")
        ? Answer.ok(Scales.of(place.type(), object))
        : Answer.ok(View.of(call).object(place.type(), object));
  }

  private Answer watch(Place place, Call call) {
    if (place.name().isEmpty()) {
      return new Answer.Watching(new WatchFeed(store, place, call));
    }
    if (FieldSelector.pinnedName(call.query("fieldSelector")).isEmpty()) {
      call.query().put("fieldSelector", List.of("metadata.name=" + place.name()));
    }
    return new Answer.Watching(new WatchFeed(store, place.named(""), call));
  }

  private Answer create(Place place, Call call) {
    if (place.type().namespaced() && place.namespace().isEmpty()) {
      throw ApiError.methodNotAllowed();
    }
    if (!place.subresource().isEmpty()) {
      return PodActions.answer(place, call, writer, deleter, options(call));
    }
    if (!place.name().isEmpty()) {
      throw ApiError.methodNotAllowed();
    }
    return written(place, call, writer.create(place, call.json(), options(call)));
  }

  private Written update(Place place, Call call) {
    requireName(place);
    return place.subresource().equals("scale")
        ? scales.update(place, call.json(), options(call))
        : writer.update(place, call.json(), options(call));
  }

  private Written patch(Place place, Call call) {
    requireName(place);
    return place.subresource().equals("scale")
        ? scales.patch(place, call.contentType(), call.body().bytes(), options(call))
        : patcher.patch(place, call.contentType(), call.body().bytes(), options(call));
  }

  private static void requireName(Place place) {
    if (place.name().isEmpty()) {
      throw ApiError.methodNotAllowed();
    }
  }

  private static Answer written(Place place, Call call, Written written) {
    ObjectNode body =
        place.subresource().equals("scale")
            ? written.object()
            : View.of(call).object(place.type(), written.object());
    return new Answer.Document(written.created() ? 201 : 200, body, written.warnings());
  }

  private static WriteOptions options(Call call) {
    String manager = call.query("fieldManager");
    boolean apply = call.contentType().startsWith("application/apply-patch");
    if (manager.isEmpty() && !apply) {
      manager = call.header("user-agent").replaceFirst("/.*", "");
      manager = manager.isEmpty() ? "unknown" : manager;
    }
    return new WriteOptions(
        manager,
        call.query().containsKey("dryRun"),
        FieldValidation.parse(call.query("fieldValidation")),
        call.flag("force"));
  }

  private Answer delete(Place place, Call call) {
    if (!place.subresource().isEmpty()) {
      throw ApiError.methodNotAllowed();
    }
    Deleter.Deleted deleted = deleter.delete(place, DeleteOptions.parse(call.json(), call.query()));
    if (!deleted.gone()) {
      return Answer.ok(deleted.object());
    }
    return Answer.ok(gone(place, deleted.object()));
  }

  private static ObjectNode gone(Place place, ObjectNode object) {
    ObjectNode status = Json.object();
    status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
    status.put("status", "Success");
    ObjectNode details = status.putObject("details");
    details.put("name", place.name());
    if (!place.type().group().isEmpty()) {
      details.put("group", place.type().group());
    }
    details.put("kind", place.type().plural()).put("uid", Meta.of(object).uid());
    return status;
  }

  private Answer deleteAll(Place place, Call call) {
    if (place.type().namespaced() && place.namespace().isEmpty()) {
      throw ApiError.methodNotAllowed();
    }
    JsonNode body = call.json();
    List<ObjectNode> selected = lists.all(place, call);
    for (ObjectNode object : selected) {
      try {
        deleter.delete(
            place.named(Meta.of(object).name()), DeleteOptions.parse(body, call.query()));
      } catch (ApiError e) {
        if (e.code() != 404) {
          throw e;
        }
      }
    }
    ObjectNode metadata = Json.object();
    metadata.put("resourceVersion", Long.toString(store.version()));
    return Answer.ok(View.of(call).list(place.type(), selected, metadata));
  }
}
