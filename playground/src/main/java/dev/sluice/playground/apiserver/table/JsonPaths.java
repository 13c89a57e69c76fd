package dev.sluice.playground.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.PathNotFoundException;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import dev.sluice.playground.apiserver.json.Json;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JSON paths of definitions' columns, as {@code .status.conditions[?(@.type=="Ready")].status}.
 */
final class JsonPaths {
  /** A step whose dots are escaped, as in {@code .metadata.annotations.example\.com/a}. */
  private static final Pattern ESCAPED =
      Pattern.compile("\\.((?:[^.\\[\\]\\\\]|\\\\.)*\\\\.(?:[^.\\[\\]\\\\]|\\\\.)*)");

  private static final Configuration CONFIGURATION =
      Configuration.builder()
          .jsonProvider(new JacksonJsonNodeJsonProvider())
          .mappingProvider(new JacksonMappingProvider())
          .options(Option.SUPPRESS_EXCEPTIONS)
          .build();

  private JsonPaths() {}

  /**
   * Compiles a path to a function that gives the first value, or a missing node. A path that does
   * not parse finds nothing.
   */
  static Function<JsonNode, JsonNode> compile(String path) {
    JsonPath compiled;
    try {
      compiled = JsonPath.compile(standard(path));
    } catch (InvalidPathException e) {
      return node -> MissingNode.getInstance();
    }
    return node -> {
      try {
        JsonNode found = compiled.read(node, CONFIGURATION);
        if (!compiled.isDefinite()) {
          found = found instanceof ArrayNode all ? all.path(0) : null;
        }
        return found == null ? MissingNode.getInstance() : found;
      } catch (PathNotFoundException e) {
        return MissingNode.getInstance();
      }
    };
  }

  private static String standard(String path) {
    Matcher m = ESCAPED.matcher(path);
    String quoted =
        m.replaceAll(
            step ->
                Matcher.quoteReplacement(
                    '['
                        + Json.string(Json.text(step.group(1).replace("\\", ""))).replace('"', '\'')
                        + ']'));
    return '$' + (quoted.startsWith(".") || quoted.startsWith("[") ? quoted : '.' + quoted);
  }
}
