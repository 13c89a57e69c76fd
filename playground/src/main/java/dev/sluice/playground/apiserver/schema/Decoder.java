package dev.sluice.playground.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Decodes objects of the built-in kinds as Go's typed structs do: fields that are not declared are
 * dropped (and reported), nulls and empty optional values vanish, values of the wrong type are
 * refused.
 */
public final class Decoder {
  /** Texts that are pointers in Go, or required: empty is not absent. */
  private static final List<String> KEEP_EMPTY =
      List.of(
          "storageClassName",
          "ingressClassName",
          "holderIdentity",
          "apiGroup",
          "name",
          "message",
          "lastProbeTime");

  private final List<String> unknown = new ArrayList<>();

  private Decoder() {}

  /**
   * A decoded object.
   *
   * @param unknown the paths of fields that were dropped, in order of appearance
   */
  public record Decoded(ObjectNode object, List<String> unknown) {}

  /** A value of the wrong type; the message is worded as Go's JSON decoder words it. */
  public static final class WrongType extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongType(String message) {
      super(message, null, false, false);
    }

    /** What the client is told. */
    public String words() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * Decodes an object.
   *
   * @throws WrongType if a value is not of its field's type
   */
  public static Decoded decode(Schema schema, ObjectNode object) {
    Decoder decoder = new Decoder();
    ObjectNode decoded = decoder.object(schema, object, "");
    return new Decoded(decoded, decoder.unknown);
  }

  private JsonNode value(Schema schema, JsonNode value, String path, String owner) {
    return switch (schema.type()) {
      case OBJECT -> {
        if (!(value instanceof ObjectNode object)) {
          throw wrong(value, path, owner, schema.typeName().isEmpty() ? "map" : schema.typeName());
        }
        yield object(schema, object, path);
      }
      case LIST -> list(schema, value, path, owner);
      case STRING -> {
        if (!value.isTextual()) {
          throw wrong(value, path, owner, "string");
        }
        yield value;
      }
      case INTEGER -> {
        if (!value.isIntegralNumber()) {
          throw wrong(value, path, owner, "int32");
        }
        yield value;
      }
      case NUMBER -> {
        if (!value.isNumber()) {
          throw wrong(value, path, owner, "float64");
        }
        yield value;
      }
      case BOOLEAN -> {
        if (!value.isBoolean()) {
          throw wrong(value, path, owner, "bool");
        }
        yield value;
      }
      case INT_OR_STRING -> {
        if (!value.isTextual() && !value.isIntegralNumber()) {
          throw wrong(value, path, owner, "intstr.IntOrString");
        }
        yield value;
      }
      case QUANTITY -> quantity(value);
      case ANY -> value.deepCopy();
    };
  }

  private static JsonNode quantity(JsonNode value) {
    String text = value.asText();
    if (value.isContainerNode() || Quantities.amount(text).isEmpty()) {
      throw new WrongType(
          "quantities must match the regular expression"
              + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    }
    return Json.text(Quantities.canonical(text));
  }

  private ObjectNode object(Schema schema, ObjectNode object, String path) {
    ObjectNode out = Json.object();
    for (Map.Entry<String, JsonNode> e : object.properties()) {
      Schema field = schema.field(e.getKey());
      String at = path.isEmpty() ? e.getKey() : path + '.' + e.getKey();
      if (field == null) {
        if (schema.preserveUnknown()) {
          out.set(e.getKey(), e.getValue().deepCopy());
        } else {
          unknown.add(at);
        }
        continue;
      }
      boolean map = schema.properties().isEmpty();
      if (e.getValue().isNull() && field.type() != Schema.Type.ANY) {
        if (map && field.type() == Schema.Type.STRING) {
          out.put(e.getKey(), "");
        }
        continue;
      }
      JsonNode decoded = value(field, e.getValue(), at, schema.typeName());
      if (map || !dropped(schema, e.getKey(), field, decoded)) {
        out.set(e.getKey(), decoded);
      }
    }
    return out;
  }

  private static boolean dropped(Schema owner, String name, Schema field, JsonNode value) {
    return switch (field.type()) {
      case LIST -> value.isEmpty();
      case OBJECT -> value.isEmpty() && field.additional() != null;
      case STRING ->
          value.textValue().isEmpty()
              && (owner.zeroDropped().contains(name) || !KEEP_EMPTY.contains(name));
      case BOOLEAN -> !value.booleanValue() && owner.zeroDropped().contains(name);
      case INTEGER -> value.longValue() == 0 && owner.zeroDropped().contains(name);
      case NUMBER, INT_OR_STRING, QUANTITY, ANY -> false;
    };
  }

  private JsonNode list(Schema schema, JsonNode value, String path, String owner) {
    if (!value.isArray()) {
      throw wrong(value, path, owner, "[]" + owner);
    }
    Schema item = schema.items();
    ArrayNode out = Json.array();
    for (int i = 0; i < value.size(); i++) {
      JsonNode element = value.get(i);
      out.add(
          item == null || element.isNull()
              ? element
              : value(item, element, path + '[' + i + ']', owner));
    }
    return out;
  }

  private static WrongType wrong(JsonNode value, String path, String owner, String expected) {
    String actual =
        switch (value.getNodeType()) {
          case ARRAY -> "array";
          case OBJECT, POJO -> "object";
          case BOOLEAN -> "bool";
          case NUMBER -> value.isIntegralNumber() ? "number" : "number " + value;
          case STRING, BINARY -> "string";
          case NULL, MISSING -> "null";
        };
    return new WrongType(
        "json: cannot unmarshal "
            + actual
            + " into Go struct field "
            + owner
            + '.'
            + path.replaceAll("\\[\\d+]", "")
            + " of type "
            + expected);
  }
}
