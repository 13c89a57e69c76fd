package dev.sluice.operator.git.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.operator.kube.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Puts the values of variables into objects, in the syntax of Flux. Each text of an object is
 * looked at by itself, so that a value cannot change anything but the place that it is put in.
 */
public final class Substitution {
  private static final String DISABLED = "kustomize.toolkit.fluxcd.io/substitute";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** What in a manifest would be read as something else than text, once variables are put in. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.+-]*\\$\\{.*", Pattern.DOTALL);

  /** Maps whose values are texts whatever they look like. */
  private static final Set<String> TEXTS =
      Set.of(
          "labels",
          "annotations",
          "matchLabels",
          "nodeSelector",
          "data",
          "stringData",
          "binaryData");

  /** Lists of containers with nothing but texts. */
  private static final Set<String> WORDS = Set.of("args", "command", "env");

  private final Map<String, String> variables;

  public Substitution(Map<String, String> variables) {
    this.variables = Map.copyOf(variables);
  }

  /**
   * The objects with values in place of variables; those that are annotated or labelled {@code
   * kustomize.toolkit.fluxcd.io/substitute: disabled} as they are.
   *
   * @throws ProblemException {@code VariableUndefined} or {@code VariableInvalid}, with the file,
   *     the object and the variable
   */
  public List<Manifest> apply(List<Manifest> manifests) {
    return manifests.stream().map(this::apply).toList();
  }

  private Manifest apply(Manifest manifest) {
    if (isDisabled(manifest.object())) {
      return manifest;
    }
    String where = "%s: %s %s".formatted(manifest.path(), manifest.kind(), manifest.name());
    JsonNode made = replaced(manifest.object(), false, new Template(variables, where));
    return new Manifest((ObjectNode) made, manifest.path(), manifest.inputs());
  }

  private static boolean isDisabled(JsonNode object) {
    JsonNode metadata = object.path("metadata");
    return List.of("annotations", "labels").stream()
        .anyMatch(map -> metadata.path(map).path(DISABLED).asText("").equalsIgnoreCase("disabled"));
  }

  private static JsonNode replaced(JsonNode node, boolean isText, Template template) {
    return switch (node) {
      case ObjectNode object -> {
        ObjectNode made = JSON.objectNode();
        object
            .properties()
            .forEach(
                field ->
                    made.set(
                        template.fill(field.getKey()),
                        replaced(field.getValue(), isText || isTexts(field), template)));
        yield made;
      }
      case ArrayNode array -> {
        ArrayNode made = JSON.arrayNode();
        array.forEach(each -> made.add(replaced(each, isText, template)));
        yield made;
      }
      default -> node.isTextual() ? text(node, isText, template) : node;
    };
  }

  private static boolean isTexts(Map.Entry<String, JsonNode> field) {
    return (TEXTS.contains(field.getKey()) && field.getValue().isObject())
        || (WORDS.contains(field.getKey()) && field.getValue().isArray());
  }

  private static JsonNode text(JsonNode node, boolean isText, Template template) {
    String before = node.asText();
    String after = template.fill(before);
    if (after.equals(before)) {
      return node;
    }
    return isText || !PLAIN.matcher(before).matches() ? JSON.textNode(after) : typed(after);
  }

  /** A number, a truth value, a list or a map that a variable stood for; or the text itself. */
  private static JsonNode typed(String text) {
    try {
      List<JsonNode> read = Yaml.readRendered("x: " + text, "a variable");
      JsonNode value = read.size() == 1 ? read.getFirst().path("x") : JSON.missingNode();
      boolean isOther =
          value.isNumber() || value.isBoolean() || value.isContainerNode() || isQuoted(text);
      return isOther && read.getFirst().size() == 1 ? value : JSON.textNode(text);
    } catch (ProblemException e) {
      return JSON.textNode(text);
    }
  }

  /** As people write it who want a text that looks like a number. */
  private static boolean isQuoted(String text) {
    return text.length() > 1
        && (text.startsWith("\"") || text.startsWith("'"))
        && text.endsWith(text.substring(0, 1));
  }
}
