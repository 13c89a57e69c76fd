package dev.sluice.playground.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.ApiError;
import dev.sluice.playground.apiserver.json.FieldError;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.json.Meta;
import dev.sluice.playground.apiserver.schema.BuiltinSchemas;
import dev.sluice.playground.apiserver.schema.Decoder;
import dev.sluice.playground.apiserver.schema.Defaults;
import dev.sluice.playground.apiserver.schema.Pruner;
import dev.sluice.playground.apiserver.schema.Validator;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * From what a client sent to an object of a type: decoded or pruned, with defaults; and what is
 * wrong with it.
 */
final class Codec {
  private Codec() {}

  /** An object and the warnings that its decoding gave rise to. */
  record Decoded(ObjectNode object, List<String> warnings) {}

  /**
   * Decodes an object.
   *
   * @throws ApiError 400 if it is of another type, a value does not fit its field, or strict
   *     validation was asked for and a field is unknown
   */
  static Decoded decode(ResourceType type, JsonNode body, FieldValidation validation) {
    if (!(body instanceof ObjectNode object)) {
      throw ApiError.badRequest(
          "the object provided is unrecognized (must be of type " + type.kind() + ")");
    }
    checkType(type, object);
    Decoder.Decoded decoded = type.custom() ? custom(type, object) : builtin(type, object);
    List<String> faults =
        decoded.unknown().stream().map(path -> "unknown field \"" + path + '"').toList();
    if (validation == FieldValidation.STRICT && !faults.isEmpty()) {
      throw new StrictException(
          handled(type, object), "strict decoding error: " + String.join(", ", faults));
    }
    type.behaviour().applyDefaults(decoded.object());
    return new Decoded(decoded.object(), validation == FieldValidation.WARN ? faults : List.of());
  }

  /** Fields are unknown, and strict validation was asked for. */
  static final class StrictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String context;

    StrictException(String context, String fault) {
      super(fault, null, false, false);
      this.context = context;
    }

    /** The refusal of an object that was sent. */
    ApiError ofObject() {
      return ApiError.badRequest(context + getMessage());
    }

    /** The refusal of a patch. */
    ApiError ofPatch(String patch) {
      return ApiError.invalid(
          "", "", "", List.of(FieldError.invalid("patch", patch, String.valueOf(getMessage()))));
    }
  }

  /** Decodes what a client sent whole. */
  static Decoded decodeSent(ResourceType type, JsonNode body, FieldValidation validation) {
    try {
      return decode(type, body, validation);
    } catch (StrictException e) {
      throw e.ofObject();
    }
  }

  private static String handled(ResourceType type, ObjectNode object) {
    return type.kind()
        + " in version \""
        + Meta.of(object).apiVersion().replaceFirst(".*/", "")
        + "\" cannot be handled as a "
        + type.kind()
        + ": ";
  }

  /** The paths of the fields that the type does not have. */
  static List<String> unknown(ResourceType type, ObjectNode object) {
    return (type.custom() ? custom(type, object) : builtin(type, object)).unknown();
  }

  private static void checkType(ResourceType type, ObjectNode object) {
    String apiVersion = Meta.of(object).apiVersion();
    String kind = Meta.of(object).kind();
    if (apiVersion.isEmpty() && kind.isEmpty() && !type.custom()) {
      type.typed(object);
    } else if (kind.isEmpty()) {
      throw ApiError.badRequest("Object 'Kind' is missing in '" + Json.string(object) + "'");
    } else if (!kind.equals(type.kind())) {
      throw ApiError.badRequest(
          kind
              + " in version \""
              + apiVersion.replaceFirst(".*/", "")
              + "\" cannot be handled as a "
              + type.kind()
              + ": converting ("
              + kind
              + ") to ("
              + type.kind()
              + "): unknown conversion");
    } else if (!apiVersion.equals(type.apiVersion())) {
      throw ApiError.badRequest(
          "the API version in the data ("
              + apiVersion
              + ") does not match the expected API version ("
              + type.apiVersion()
              + ")");
    }
  }

  private static Decoder.Decoded builtin(ResourceType type, ObjectNode object) {
    try {
      return Decoder.decode(type.schema(), object);
    } catch (Decoder.WrongType e) {
      throw ApiError.badRequest(handled(type, object) + e.words());
    }
  }

  private static Decoder.Decoded custom(ResourceType type, ObjectNode object) {
    ObjectNode out = object.deepCopy();
    List<String> unknown = new ArrayList<>();
    JsonNode metadata = out.remove("metadata");
    unknown.addAll(Pruner.prune(type.schema(), out));
    if (metadata instanceof ObjectNode given) {
      try {
        Decoder.Decoded decoded = Decoder.decode(BuiltinSchemas.metadata(), given);
        decoded.unknown().forEach(path -> unknown.add("metadata." + path));
        out.set("metadata", decoded.object());
      } catch (Decoder.WrongType e) {
        throw ApiError.badRequest(e.words());
      }
    }
    Defaults.apply(type.schema(), out);
    return new Decoder.Decoded(out, unknown);
  }

  /**
   * Checks an object that is to be stored.
   *
   * @param old the object before; null for a new one
   * @throws ApiError 422 with everything that is wrong
   */
  static void validate(ResourceType type, ObjectNode object, @Nullable ObjectNode old) {
    List<FieldError> errors = new ArrayList<>(MetaRules.check(type, object));
    if (old != null) {
      errors.addAll(MetaRules.checkChange(object, old));
      errors.addAll(type.behaviour().validateUpdate(object, old));
    }
    errors.addAll(type.behaviour().validate(object));
    if (type.custom()) {
      errors.addAll(Validator.validate(type.schema(), object, old));
    }
    if (!errors.isEmpty()) {
      List<FieldError> distinct =
          errors.stream().collect(Collectors.toCollection(java.util.LinkedHashSet::new)).stream()
              .toList();
      throw ApiError.invalid(type.group(), type.kind(), Meta.of(object).name(), distinct);
    }
  }
}
