package dev.sluice.playground.apiserver.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;

/** Reading, writing and walking JSON trees. */
public final class Json {
  private static final JsonNodeFactory NODES = new CompactNumbers();
  private static final JsonMapper MAPPER = JsonMapper.builder().nodeFactory(NODES).build();
  private static final YAMLMapper YAML = YAMLMapper.builder().nodeFactory(NODES).build();

  private Json() {}

  /** An empty object whose numbers compare by value. */
  public static ObjectNode object() {
    return NODES.objectNode();
  }

  /** An empty array whose numbers compare by value. */
  public static ArrayNode array() {
    return NODES.arrayNode();
  }

  public static JsonNode text(String value) {
    return NODES.textNode(value);
  }

  public static JsonNode number(long value) {
    return NODES.numberNode(value);
  }

  public static JsonNode flag(boolean value) {
    return NODES.booleanNode(value);
  }

  /**
   * Reads one JSON document.
   *
   * @throws IOException if the bytes are not JSON
   */
  public static JsonNode parse(byte[] bytes) throws IOException {
    JsonNode node = MAPPER.readTree(bytes);
    return node == null ? MissingNode.getInstance() : node;
  }

  /** Reads JSON that the program itself wrote; a fault there is a bug. */
  public static JsonNode parse(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /**
   * Reads one YAML document, which may be JSON.
   *
   * @throws IOException if the bytes are not YAML
   */
  public static JsonNode parseYaml(byte[] bytes) throws IOException {
    JsonNode node = YAML.readTree(bytes);
    return node == null ? MissingNode.getInstance() : node;
  }

  public static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  public static String string(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The node at the path of field names, or a missing node. */
  public static JsonNode at(JsonNode node, String... path) {
    JsonNode current = node;
    for (String field : path) {
      current = current.path(field);
    }
    return current;
  }

  /** The text at the path, or the empty string. */
  public static String textAt(JsonNode node, String... path) {
    return at(node, path).asText("");
  }

  /** The object in a field; it is made when absent or not an object. */
  public static ObjectNode child(ObjectNode node, String field) {
    return node.get(field) instanceof ObjectNode child ? child : node.putObject(field);
  }

  /** Puts a value where there is none (or null). */
  public static void putIfAbsent(ObjectNode node, String field, JsonNode value) {
    if (!node.hasNonNull(field)) {
      node.set(field, value);
    }
  }

  public static void putIfAbsent(ObjectNode node, String field, String value) {
    putIfAbsent(node, field, text(value));
  }

  public static void putIfAbsent(ObjectNode node, String field, long value) {
    putIfAbsent(node, field, number(value));
  }

  /** Whether the node is absent, null, or an empty object, array or string. */
  public static boolean isEmpty(JsonNode node) {
    return node.isMissingNode()
        || node.isNull()
        || (node.isContainerNode() && node.isEmpty())
        || (node.isTextual() && node.textValue().isEmpty());
  }

  /** One number, one node: so that trees compare by value whoever made them. */
  private static final class CompactNumbers extends JsonNodeFactory {
    private static final long serialVersionUID = 1L;
    private static final double EXACT = 1L << 53;

    @Override
    public NumericNode numberNode(long value) {
      return (int) value == value ? super.numberNode((int) value) : super.numberNode(value);
    }

    @Override
    public NumericNode numberNode(double value) {
      return value == Math.rint(value) && Math.abs(value) < EXACT
          ? numberNode((long) value)
          : super.numberNode(value);
    }
  }
}
