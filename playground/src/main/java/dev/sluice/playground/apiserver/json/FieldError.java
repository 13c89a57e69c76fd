package dev.sluice.playground.apiserver.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with an object, worded as the API server words it.
 *
 * @param field the path, such as {@code spec.template.spec.containers[0].name}
 * @param value the offending value as it is quoted in the message; null if it is not
 */
public record FieldError(Reason reason, String field, @Nullable String value, String detail) {
  /** Kinds of faults; the names on the wire are those of {@code StatusCause.reason}. */
  public enum Reason {
    REQUIRED("FieldValueRequired", "Required value"),
    INVALID("FieldValueInvalid", "Invalid value"),
    TYPE_INVALID("FieldValueTypeInvalid", "Invalid value"),
    NOT_SUPPORTED("FieldValueNotSupported", "Unsupported value"),
    DUPLICATE("FieldValueDuplicate", "Duplicate value"),
    FORBIDDEN("FieldValueForbidden", "Forbidden"),
    TOO_LONG("FieldValueTooLong", "Too long"),
    TOO_MANY("FieldValueTooMany", "Too many"),
    NOT_FOUND("FieldValueNotFound", "Not found");

    private final String wire;
    private final String words;

    Reason(String wire, String words) {
      this.wire = wire;
      this.words = words;
    }

    /** The name in {@code StatusCause.reason}. */
    public String wire() {
      return wire;
    }
  }

  public static FieldError required(String field, String detail) {
    return new FieldError(Reason.REQUIRED, field, null, detail);
  }

  public static FieldError invalid(String field, JsonNode value, String detail) {
    return new FieldError(Reason.INVALID, field, Json.string(value), detail);
  }

  public static FieldError invalid(String field, String value, String detail) {
    return invalid(field, Json.text(value), detail);
  }

  public static FieldError wrongType(String field, JsonNode value, String expected) {
    String actual = typeName(value);
    return new FieldError(
        Reason.TYPE_INVALID,
        field,
        '"' + actual + '"',
        field + " in body must be of type " + expected + ": \"" + actual + '"');
  }

  public static FieldError unsupported(String field, JsonNode value, Collection<String> supported) {
    return new FieldError(
        Reason.NOT_SUPPORTED,
        field,
        Json.string(value),
        "supported values: "
            + supported.stream()
                .map(v -> Json.string(Json.text(v)))
                .collect(Collectors.joining(", ")));
  }

  public static FieldError duplicate(String field, JsonNode value) {
    return new FieldError(Reason.DUPLICATE, field, Json.string(value), "");
  }

  public static FieldError forbidden(String field, String detail) {
    return new FieldError(Reason.FORBIDDEN, field, null, detail);
  }

  public static FieldError tooLong(String field, int limit) {
    return new FieldError(Reason.TOO_LONG, field, null, "may not be more than " + limit + " bytes");
  }

  public static FieldError tooMany(String field, int actual, long limit) {
    return new FieldError(
        Reason.TOO_MANY, field, String.valueOf(actual), "must have at most " + limit + " items");
  }

  private static String typeName(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "array";
      case OBJECT, POJO -> "object";
      case BOOLEAN -> "boolean";
      case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
      case STRING, BINARY -> "string";
      case NULL, MISSING -> "null";
    };
  }

  /** What is wrong, without the field. */
  public String message() {
    StringBuilder text = new StringBuilder(reason.words);
    if (value != null) {
      text.append(": ").append(value);
    }
    if (!detail.isEmpty()) {
      text.append(": ").append(detail);
    }
    return text.toString();
  }

  /** All faults in one line, as in {@code Status.message}. */
  public static String summary(List<FieldError> errors) {
    String joined =
        errors.stream().map(FieldError::toString).distinct().collect(Collectors.joining(", "));
    return errors.size() == 1 ? joined : '[' + joined + ']';
  }

  @Override
  public String toString() {
    return field + ": " + message();
  }
}
