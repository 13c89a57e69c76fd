package dev.sluice.playground.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * JSON as CEL sees it: dates and durations typed by their format, names escaped as Kubernetes does.
 */
final class CelValues {
  private static final Set<String> RESERVED =
      Set.of(
          "true",
          "false",
          "null",
          "in",
          "as",
          "break",
          "const",
          "continue",
          "else",
          "for",
          "function",
          "if",
          "import",
          "let",
          "loop",
          "package",
          "namespace",
          "return",
          "var",
          "void",
          "while");

  private CelValues() {}

  static Object of(@Nullable Schema schema, JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT, POJO -> map(schema, value);
      case ARRAY -> {
        List<Object> all = new ArrayList<>();
        value.forEach(item -> all.add(of(schema == null ? null : schema.items(), item)));
        yield all;
      }
      case BOOLEAN -> value.booleanValue();
      case NUMBER -> number(schema, value);
      case STRING, BINARY -> text(schema, value.asText());
      case NULL, MISSING -> dev.cel.common.values.NullValue.NULL_VALUE;
    };
  }

  private static Object number(@Nullable Schema schema, JsonNode value) {
    boolean real = schema != null && schema.type() == Schema.Type.NUMBER;
    return value.isIntegralNumber() && !real ? value.longValue() : (Object) value.doubleValue();
  }

  private static Object map(@Nullable Schema schema, JsonNode value) {
    Map<String, Object> all = new LinkedHashMap<>();
    for (var e : value.properties()) {
      Schema field = schema == null ? null : schema.field(e.getKey());
      boolean named = schema != null && schema.properties().containsKey(e.getKey());
      if (named && e.getValue().isNull()) {
        continue;
      }
      all.put(named ? escape(e.getKey()) : e.getKey(), of(field, e.getValue()));
    }
    return all;
  }

  private static Object text(@Nullable Schema schema, String value) {
    String format = schema == null ? "" : schema.source().path("format").asText("");
    try {
      return switch (format) {
        case "date-time" -> OffsetDateTime.parse(value).toInstant();
        case "date" -> Instant.parse(value + "T00:00:00Z");
        case "duration" -> GoDurations.parse(value);
        default -> value;
      };
    } catch (DateTimeParseException e) {
      return value;
    }
  }

  private static String escape(String name) {
    if (RESERVED.contains(name)) {
      return "__" + name + "__";
    }
    return name.replace("__", "__underscores__")
        .replace(".", "__dot__")
        .replace("-", "__dash__")
        .replace("/", "__slash__");
  }
}
