package dev.sluice.crds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Makes objects of a schema at random, each with one field that it certainly has. Most are valid;
 * where alternatives of a {@code oneOf} are mixed on purpose some are not, and the caller asks the
 * schema.
 */
final class Instances {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final List<String> STRINGS =
      List.of(
          "",
          "x",
          "podinfo",
          "mesh",
          "10m30s",
          "30s",
          "1m",
          "5s of it",
          "Größe",
          "a.b-c",
          "80",
          "https://example.com/app.git",
          "0123456789abcdef0123456789abcdef01234567");
  private static final List<Double> NUMBERS = List.of(0.0, 1.0, 5.0, 99.0, 100.0, -1.0, 1.5, 1e12);
  private static final List<Integer> INTEGERS = List.of(1, 2, 80, 65535);

  private final Random random;
  private final String field;

  /**
   * @param field path of the field that the object has, as in {@link Schemas#fields}
   */
  Instances(long seed, String field) {
    this.random = new Random(31 * seed + field.hashCode());
    this.field = field;
  }

  JsonNode next(JsonNode schema) {
    return next("", schema);
  }

  private JsonNode next(String path, JsonNode schema) {
    if (schema.has("enum")) {
      return any(schema.path("enum").valueStream().toList());
    }
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      return random.nextBoolean() ? NODES.numberNode(80) : NODES.textNode("http");
    }
    return switch (schema.path("type").asText()) {
      case "object" -> object(path, schema);
      case "array" -> array(path, schema);
      case "boolean" -> NODES.booleanNode(random.nextBoolean());
      case "number" -> NODES.numberNode(any(NUMBERS));
      case "integer" -> NODES.numberNode(any(INTEGERS));
      case "string" -> NODES.textNode(string(schema));
      default -> throw new IllegalStateException("no type: " + schema);
    };
  }

  private JsonNode object(String path, JsonNode schema) {
    ObjectNode object = NODES.objectNode();
    if (schema.path("additionalProperties").isObject()) {
      for (int i = size(path + ".*"); i > 0; i--) {
        object.set("key-" + i, next(path + ".*", schema.path("additionalProperties")));
      }
    }
    Set<String> wanted = new LinkedHashSet<>(required(schema));
    int oneIn = 2 + random.nextInt(9);
    schema
        .path("properties")
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (random.nextInt(oneIn) == 0 || leadsToField(below(path, name))) {
                wanted.add(name);
              }
            });
    JsonNode chosen = choose(path, schema, wanted);
    for (String name : wanted) {
      JsonNode property = schema.path("properties").path(name).deepCopy();
      JsonNode narrower = chosen.path("properties").path(name);
      if (narrower.isObject()) {
        ((ObjectNode) property).setAll((ObjectNode) narrower);
      }
      object.set(name, next(below(path, name), property));
    }
    return object;
  }

  /** Takes one alternative of the {@code oneOf}, and now and then leaves in what another needs. */
  private JsonNode choose(String path, JsonNode schema, Set<String> wanted) {
    List<JsonNode> alternatives = schema.path("oneOf").valueStream().toList();
    if (alternatives.isEmpty()) {
      return NODES.missingNode();
    }
    JsonNode chosen =
        alternatives.stream()
            .filter(one -> required(one).stream().anyMatch(name -> leadsToField(below(path, name))))
            .findFirst()
            .orElseGet(() -> any(alternatives));
    if (random.nextInt(10) != 0) {
      alternatives.forEach(alternative -> wanted.removeAll(required(alternative)));
    }
    wanted.addAll(required(schema));
    wanted.addAll(required(chosen));
    return chosen;
  }

  private JsonNode array(String path, JsonNode schema) {
    ArrayNode array = NODES.arrayNode();
    for (int i = size(path + "[]"); i > 0; i--) {
      array.add(next(path + "[]", schema.path("items")));
    }
    return array;
  }

  private int size(String elements) {
    return leadsToField(elements) ? 1 + random.nextInt(2) : random.nextInt(3);
  }

  private boolean leadsToField(String path) {
    return field.startsWith(path)
        && (field.length() == path.length() || ".[".indexOf(field.charAt(path.length())) >= 0);
  }

  private static String below(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private String string(JsonNode schema) {
    if (schema.path("format").asText().equals("date-time")) {
      return "2026-11-01T10:20:30Z";
    }
    return any(
        STRINGS.stream()
            .filter(s -> s.length() >= schema.path("minLength").asInt(0))
            .filter(
                s ->
                    !schema.has("pattern")
                        || java.util.regex.Pattern.compile(schema.path("pattern").asText())
                            .matcher(s)
                            .find())
            .toList());
  }

  private static List<String> required(JsonNode schema) {
    return schema.path("required").valueStream().map(JsonNode::asText).toList();
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
