package dev.sluice.operator.git.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.operator.kube.ProblemException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.constructor.ConstructScalar;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads YAML as kubectl does, and no more of it than is good for us: how deep it nests, how often
 * it refers to itself and how large it becomes when that is written out are bounded.
 */
final class Yaml {
  /** What one file may hold when its aliases are written out. */
  private static final int NODES = 500_000;

  private static final int ALIASES = 100;
  private static final int DEPTH = 100;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private int left = NODES;

  private Yaml() {}

  /**
   * All documents of a file, without empty ones.
   *
   * @param path names the file in messages
   * @throws ProblemException {@code ManifestUnreadable} with the line
   */
  static List<JsonNode> read(byte[] content, String path) {
    return read(new String(content, StandardCharsets.UTF_8), path, false);
  }

  /**
   * The same of what a program has made. Templates often write a key twice; then the last counts,
   * as it does for Helm.
   */
  static List<JsonNode> readRendered(String text, String path) {
    return read(text, path, true);
  }

  private static List<JsonNode> read(String text, String path, boolean duplicates) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(path)
            .setSchema(new Schema())
            .setAllowDuplicateKeys(duplicates)
            .setMaxAliasesForCollections(ALIASES)
            .setCodePointLimit(Math.max(1, text.length()))
            .build();
    Yaml yaml = new Yaml();
    List<JsonNode> documents = new ArrayList<>();
    try {
      requireShallow(new Parse(settings).parseString(text), path);
      for (Object document : new Load(settings).loadAllFromString(text)) {
        if (document != null) {
          documents.add(yaml.json(document, DEPTH, path));
        }
      }
    } catch (YamlEngineException e) {
      throw new ProblemException(
          "ManifestUnreadable", "%s is no YAML: %s".formatted(path, e.getMessage()), e);
    }
    return documents;
  }

  /** The library's own reader would run out of stack. */
  private static void requireShallow(Iterable<Event> events, String path) {
    int depth = 0;
    for (Event event : events) {
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        default -> {
          // Everything else is on the level that it is found on.
        }
      }
      if (depth > DEPTH) {
        throw tooMuch(path, "nests deeper than " + DEPTH + " levels");
      }
    }
  }

  private static ProblemException tooMuch(String path, String what) {
    return new ProblemException(
        "ManifestUnreadable",
        "%s %s: write out less by anchors and aliases, or split it".formatted(path, what));
  }

  private JsonNode json(@Nullable Object value, int depth, String path) {
    if (depth < 0) {
      throw tooMuch(path, "nests deeper than " + DEPTH + " levels");
    }
    if (--left < 0) {
      throw tooMuch(path, "holds more than " + NODES + " values");
    }
    return switch (value) {
      case null -> JSON.nullNode();
      case Map<?, ?> map -> {
        ObjectNode object = JSON.objectNode();
        map.forEach((key, each) -> object.set(String.valueOf(key), json(each, depth - 1, path)));
        yield object;
      }
      case List<?> list -> {
        ArrayNode array = JSON.arrayNode();
        list.forEach(each -> array.add(json(each, depth - 1, path)));
        yield array;
      }
      case Boolean truth -> JSON.booleanNode(truth);
      case Integer number -> JSON.numberNode(number);
      case Long number -> JSON.numberNode(number);
      case BigInteger number -> JSON.numberNode(number);
      case Double number -> JSON.numberNode(number);
      case byte[] bytes -> JSON.textNode(Base64.getEncoder().encodeToString(bytes));
      default -> JSON.textNode(value.toString());
    };
  }

  /**
   * YAML 1.2's core, and of YAML 1.1 what manifests rely on: {@code 0644} is octal. What else 1.1
   * takes for a truth value ({@code yes}, {@code on}) stays a string, which the API server refuses
   * where it wants a truth value.
   */
  private static final class Schema extends CoreSchema {
    private static final Tag OCTAL = new Tag("tag:sluice.dev,2026:octal");
    private static final Pattern LEADING_ZERO = Pattern.compile("^0[0-7]+$");

    @Override
    public ScalarResolver getScalarResolver() {
      return new CoreScalarResolver(false) {
        @Override
        protected void addImplicitResolvers() {
          addImplicitResolver(OCTAL, LEADING_ZERO, "0");
          super.addImplicitResolvers();
        }
      };
    }

    @Override
    public Map<Tag, ConstructNode> getSchemaTagConstructors() {
      Map<Tag, ConstructNode> constructors = new HashMap<>(super.getSchemaTagConstructors());
      constructors.put(
          OCTAL,
          new ConstructScalar() {
            @Override
            public Object construct(@Nullable Node node) {
              return new BigInteger(constructScalar(node), 8);
            }
          });
      return constructors;
    }
  }
}
