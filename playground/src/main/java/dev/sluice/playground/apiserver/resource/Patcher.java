package dev.sluice.playground.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.ApiError;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.json.Meta;
import dev.sluice.playground.apiserver.patch.MergePatch;
import dev.sluice.playground.apiserver.patch.StrategicMerge;
import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** The verb patch. */
public final class Patcher {
  private static final String JSON = "application/json-patch+json";
  private static final String MERGE = "application/merge-patch+json";
  private static final String STRATEGIC = "application/strategic-merge-patch+json";
  private static final String APPLY = "application/apply-patch+yaml";

  private final Writer writer;

  public Patcher(Writer writer) {
    this.writer = writer;
  }

  /**
   * Patches an object.
   *
   * @param contentType the media type of the patch, without parameters
   * @throws ApiError 415 if the type is not supported for the resource
   */
  public Written patch(Place place, String contentType, byte[] body, WriteOptions options) {
    if (contentType.equals(APPLY)) {
      return apply(place, body, options);
    }
    Patch patch = read(place.type(), contentType, body);
    try {
      return change(place, patch, options);
    } catch (Codec.StrictException e) {
      throw e.ofPatch(new String(body, StandardCharsets.UTF_8));
    }
  }

  private Written change(Place place, Patch patch, WriteOptions options) {
    return writer.change(
        place,
        current -> {
          ObjectNode patched = patch.apply(current);
          Codec.Decoded decoded = Codec.decode(place.type(), patched, options.validation());
          return new Writer.Next(decoded.object(), false, decoded.warnings());
        },
        options);
  }

  /** A patch that was read; the object it is applied to stays as it is. */
  @FunctionalInterface
  interface Patch {
    ObjectNode apply(ObjectNode current);
  }

  static Patch read(ResourceType type, String contentType, byte[] body) {
    return switch (contentType) {
      case JSON -> {
        JsonNode operations = parse(body);
        yield current -> jsonPatch(current, operations);
      }
      case MERGE -> {
        JsonNode patch = parse(body);
        yield current -> object(MergePatch.apply(current, patch));
      }
      case STRATEGIC -> {
        if (type.custom()) {
          throw unsupported(type);
        }
        ObjectNode patch = object(parse(body));
        yield current -> StrategicMerge.apply(type.schema(), current, patch);
      }
      default -> throw unsupported(type);
    };
  }

  private static ApiError unsupported(ResourceType type) {
    List<String> accepted =
        type.custom() ? List.of(JSON, MERGE, APPLY) : List.of(JSON, MERGE, STRATEGIC, APPLY);
    return ApiError.unsupportedMediaType(
        "the body of the request was in an unknown format - accepted media types include: "
            + String.join(", ", accepted));
  }

  private static JsonNode parse(byte[] body) {
    try {
      return Json.parse(body);
    } catch (IOException e) {
      throw ApiError.badRequest("error decoding patch: " + e.getMessage());
    }
  }

  private static ObjectNode object(JsonNode node) {
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw ApiError.badRequest("a patch must be an object and leave one");
  }

  private static ObjectNode jsonPatch(ObjectNode current, JsonNode operations) {
    try {
      return object(JsonPatch.apply(operations, current.deepCopy()));
    } catch (JsonPatchException e) {
      throw ApiError.of(
          422,
          "Invalid",
          "the server rejected our request due to an error in our request: " + e.getMessage());
    }
  }

  private Written apply(Place place, byte[] body, WriteOptions options) {
    ResourceType type = place.type();
    ObjectNode config = configuration(type, body, options);
    List<String> warnings = checkFields(place, config, options);
    if (writer.find(place).isPresent()) {
      return onto(place, config, warnings, options);
    }
    try {
      return anew(place, config, warnings, options);
    } catch (ApiError e) {
      if (!e.reason().equals("AlreadyExists")) {
        throw e;
      }
      // Another one has created it meanwhile.
      return onto(place, config, warnings, options);
    }
  }

  private Written onto(
      Place place, ObjectNode config, List<String> warnings, WriteOptions options) {
    return writer.change(
        place,
        current -> {
          ObjectNode applied = applied(place, current, config, options);
          Codec.Decoded decoded = Codec.decode(place.type(), applied, FieldValidation.IGNORE);
          return new Writer.Next(decoded.object(), true, warnings);
        },
        options);
  }

  private Written anew(
      Place place, ObjectNode config, List<String> warnings, WriteOptions options) {
    ResourceType type = place.type();
    if (!place.subresource().isEmpty()) {
      throw place.notFound();
    }
    if (!Meta.of(config).uid().isEmpty()) {
      throw ApiError.conflict(
          type.group(),
          type.plural(),
          place.name(),
          "uid mismatch: the provided object specified uid "
              + Meta.of(config).uid()
              + ", and no existing object was found");
    }
    ObjectNode applied = applied(place, type.typed(Json.object()), config, options);
    Codec.Decoded decoded = Codec.decode(type, applied, FieldValidation.IGNORE);
    return writer.create(place, decoded.object(), true, warnings, options);
  }

  private ObjectNode applied(
      Place place, ObjectNode current, ObjectNode config, WriteOptions options) {
    return Writer.fieldManager(place.type(), place.subresource())
        .apply(current, config, options.manager(), options.force(), writer.clock().instant());
  }

  /**
   * Fields that the kind does not have cannot be owned, so they are refused whatever the client
   * wants to hear.
   */
  private static List<String> checkFields(Place place, ObjectNode config, WriteOptions options) {
    ResourceType type = place.type();
    List<String> undeclared = Codec.unknown(type, config);
    if (!undeclared.isEmpty()) {
      throw ApiError.of(
          500,
          "",
          "failed to create typed patch object ("
              + place.namespace()
              + '/'
              + place.name()
              + "; "
              + (type.group().isEmpty() ? "/" : "")
              + type.apiVersion()
              + ", Kind="
              + type.kind()
              + "): "
              + undeclared.stream()
                  .map(path -> '.' + path + ": field not declared in schema")
                  .collect(Collectors.joining("\n")));
    }
    return Codec.decodeSent(type, config.deepCopy(), options.validation()).warnings();
  }

  private static ObjectNode configuration(ResourceType type, byte[] body, WriteOptions options) {
    if (options.manager().isEmpty()) {
      throw ApiError.invalid(
          "meta.k8s.io",
          "PatchOptions",
          "",
          List.of(
              dev.sluice.playground.apiserver.json.FieldError.required(
                  "fieldManager", "is required for apply patch")));
    }
    ObjectNode config;
    try {
      config = object(Json.parseYaml(body));
    } catch (IOException e) {
      throw ApiError.badRequest("error decoding YAML: " + e.getMessage());
    }
    if (config.path("metadata").has("managedFields")) {
      throw ApiError.badRequest("metadata.managedFields must be nil");
    }
    if (!Meta.of(config).apiVersion().equals(type.apiVersion())) {
      throw ApiError.badRequest(
          "Incorrect version specified in apply patch. Specified patch version: "
              + Meta.of(config).apiVersion()
              + ", expected: "
              + type.apiVersion());
    }
    return config;
  }
}
