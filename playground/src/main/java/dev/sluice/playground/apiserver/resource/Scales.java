package dev.sluice.playground.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.ApiError;
import dev.sluice.playground.apiserver.json.FieldError;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.json.LabelText;
import dev.sluice.playground.apiserver.json.Meta;
import java.util.List;

/** The scale subresource: an {@code autoscaling/v1 Scale} as a window on an object's replicas. */
public final class Scales {
  private final Writer writer;

  public Scales(Writer writer) {
    this.writer = writer;
  }

  /** The scale of an object. */
  public static ObjectNode of(ResourceType type, ObjectNode object) {
    ScalePaths paths = paths(type);
    ObjectNode scale = Json.object();
    scale.put("kind", "Scale").put("apiVersion", "autoscaling/v1");
    ObjectNode metadata = scale.putObject("metadata");
    for (String field :
        List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
      if (object.path("metadata").has(field)) {
        metadata.set(field, object.path("metadata").path(field));
      }
    }
    ObjectNode spec = scale.putObject("spec");
    long wanted = at(object, paths.specReplicas()).asLong(0);
    if (wanted != 0) {
      spec.put("replicas", wanted);
    }
    ObjectNode status = scale.putObject("status");
    status.put("replicas", at(object, paths.statusReplicas()).asLong(0));
    String selector = paths.selector().isEmpty() ? "" : LabelText.of(at(object, paths.selector()));
    if (!selector.isEmpty()) {
      status.put("selector", selector);
    }
    return scale;
  }

  /** Sets the replicas from a scale that a client sent. */
  public Written update(Place place, JsonNode body, WriteOptions options) {
    if (!(body instanceof ObjectNode scale)) {
      throw ApiError.badRequest("the object provided is unrecognized (must be of type Scale)");
    }
    return set(place, current -> scale, options);
  }

  /** Patches the scale. */
  public Written patch(Place place, String contentType, byte[] body, WriteOptions options) {
    Patcher.Patch patch = Patcher.read(place.type(), contentType, body);
    return set(place, patch, options);
  }

  private Written set(Place place, Patcher.Patch patch, WriteOptions options) {
    ResourceType type = place.type();
    Written written =
        writer.change(
            place,
            current -> {
              ObjectNode scale = patch.apply(of(type, current));
              return next(type, current, scale);
            },
            options);
    return new Written(of(type, written.object()), false, written.warnings());
  }

  private static Writer.Next next(ResourceType type, ObjectNode current, ObjectNode scale) {
    JsonNode replicas = Json.at(scale, "spec", "replicas");
    if (replicas.asLong(0) < 0) {
      throw ApiError.invalid(
          "autoscaling",
          "Scale",
          Meta.of(current).name(),
          List.of(
              FieldError.invalid("spec.replicas", replicas, "must be greater than or equal to 0")));
    }
    ObjectNode object = current.deepCopy();
    List<String> path = paths(type).specReplicas();
    ObjectNode parent = object;
    for (String step : path.subList(0, path.size() - 1)) {
      parent = Json.child(parent, step);
    }
    parent.put(path.getLast(), replicas.asLong(0));
    Meta.of(object).node().put("resourceVersion", Meta.of(scale).resourceVersion());
    return new Writer.Next(object, false, List.of());
  }

  /** A scale of zero has no replicas on the wire, so whoever scales to zero does not own them. */
  static ObjectNode withoutZero(ObjectNode object, ScalePaths paths) {
    List<String> path = paths.specReplicas();
    ObjectNode seen = object.deepCopy();
    if (at(seen, path).asLong(0) == 0
        && at(seen, path.subList(0, path.size() - 1)) instanceof ObjectNode parent) {
      parent.remove(path.getLast());
    }
    return seen;
  }

  private static ScalePaths paths(ResourceType type) {
    ScalePaths paths = type.scale();
    if (paths == null) {
      throw ApiError.noSuchPath();
    }
    return paths;
  }

  private static JsonNode at(JsonNode node, List<String> path) {
    return Json.at(node, path.toArray(String[]::new));
  }
}
