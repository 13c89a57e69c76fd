package dev.sluice.crds;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares two structural schemas field by field: whether everything that {@code theirs} admits and
 * keeps, {@code ours} admits and keeps with the same default. CEL rules are not compared here; the
 * generated objects try them.
 */
final class Containment {
  private static final List<String> LOWER_BOUNDS =
      List.of("minimum", "minLength", "minItems", "minProperties");
  private static final List<String> UPPER_BOUNDS =
      List.of("maximum", "maxLength", "maxItems", "maxProperties");
  private static final List<String> COMBINATIONS = List.of("oneOf", "anyOf", "allOf", "not");

  private final List<String> differences = new ArrayList<>();

  private Containment() {}

  /** What their schema admits or keeps and ours does not, each with its path; empty if nothing. */
  static List<String> differences(JsonNode theirs, JsonNode ours) {
    Containment containment = new Containment();
    containment.compare("", theirs, ours);
    return containment.differences;
  }

  private void compare(String path, JsonNode theirs, JsonNode ours) {
    if (ours.isMissingNode()) {
      differ(path, "is missing, and the API server would drop it");
      return;
    }
    type(path, theirs, ours);
    values(path, theirs, ours);
    bounds(path, theirs, ours);
    combinations(path, theirs, ours);

    Set<String> demanded = texts(ours.path("required"));
    demanded.removeAll(alwaysThere(theirs));
    demanded.forEach(name -> differ(path + "." + name, "is required by ours only"));

    theirs
        .path("properties")
        .properties()
        .forEach(
            field ->
                compare(
                    path + "." + field.getKey(),
                    field.getValue(),
                    ours.path("properties").path(field.getKey())));
    if (theirs.has("items")) {
      compare(path + "[]", theirs.path("items"), ours.path("items"));
    }
    if (theirs.has("additionalProperties")) {
      compare(path + ".*", theirs.path("additionalProperties"), ours.path("additionalProperties"));
    }
  }

  private void type(String path, JsonNode theirs, JsonNode ours) {
    boolean eitherWay = theirs.path("x-kubernetes-int-or-string").asBoolean();
    if (eitherWay != ours.path("x-kubernetes-int-or-string").asBoolean()) {
      differ(path, "is an integer or a string in one schema only");
    }
    // What has no type beside properties is an object, or the schema would not be structural.
    String their = theirs.path("type").asText(theirs.has("properties") ? "object" : "");
    String our = ours.path("type").asText();
    if (!their.equals(our) && !(their.equals("integer") && our.equals("number"))) {
      differ(path, "is of type '" + our + "' in place of '" + their + "'");
    }
    if (theirs.path("nullable").asBoolean() && !ours.path("nullable").asBoolean()) {
      differ(path, "may no longer be null");
    }
    if (theirs.path("x-kubernetes-preserve-unknown-fields").asBoolean()
        && !ours.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
      differ(path, "no longer keeps unknown fields");
    }
  }

  private void values(String path, JsonNode theirs, JsonNode ours) {
    if (ours.has("enum")) {
      Set<String> missing = texts(theirs.path("enum"));
      missing.removeAll(texts(ours.path("enum")));
      if (!theirs.has("enum")) {
        differ(path, "is an enum in ours only");
      } else if (!missing.isEmpty()) {
        differ(path, "no longer admits " + missing);
      }
    }
    for (String same : List.of("pattern", "format", "multipleOf")) {
      if (ours.has(same) && !ours.path(same).equals(theirs.path(same))) {
        differ(path, "has another " + same + ": " + ours.path(same));
      }
    }
    if (!sameNumberOrValue(theirs.path("default"), ours.path("default"))) {
      differ(path, "has another default: " + ours.path("default"));
    }
  }

  private void bounds(String path, JsonNode theirs, JsonNode ours) {
    for (String bound : LOWER_BOUNDS) {
      if (ours.path(bound).asDouble(Double.NEGATIVE_INFINITY)
          > theirs.path(bound).asDouble(Double.NEGATIVE_INFINITY)) {
        differ(path, "has a greater " + bound + ": " + ours.path(bound));
      }
    }
    for (String bound : UPPER_BOUNDS) {
      if (ours.path(bound).asDouble(Double.POSITIVE_INFINITY)
          < theirs.path(bound).asDouble(Double.POSITIVE_INFINITY)) {
        differ(path, "has a smaller " + bound + ": " + ours.path(bound));
      }
    }
    if (ours.has("exclusiveMinimum") || ours.has("exclusiveMaximum")) {
      differ(path, "has an exclusive bound");
    }
  }

  private void combinations(String path, JsonNode theirs, JsonNode ours) {
    if (ours.path("x-kubernetes-int-or-string").asBoolean()) {
      return; // the generator says so twice: with anyOf of integer and string
    }
    for (String combination : COMBINATIONS) {
      if (ours.has(combination)
          && !unordered(ours.path(combination)).equals(unordered(theirs.path(combination)))) {
        differ(path, "has another " + combination + ": " + ours.path(combination));
      }
    }
  }

  private static Set<JsonNode> unordered(JsonNode combination) {
    return new HashSet<>(combination.valueStream().toList());
  }

  /** What is required, be it by every alternative of a oneOf. */
  private static Set<String> alwaysThere(JsonNode schema) {
    Set<String> always = new TreeSet<>();
    List<JsonNode> alternatives = schema.path("oneOf").valueStream().toList();
    if (!alternatives.isEmpty()) {
      always.addAll(texts(alternatives.get(0).path("required")));
      alternatives.forEach(alternative -> always.retainAll(texts(alternative.path("required"))));
    }
    always.addAll(texts(schema.path("required")));
    return always;
  }

  private static boolean sameNumberOrValue(JsonNode one, JsonNode other) {
    return one.equals(other)
        || (one.isNumber() && other.isNumber() && one.asDouble() == other.asDouble());
  }

  private static Set<String> texts(JsonNode array) {
    Set<String> texts = new TreeSet<>();
    array.forEach(element -> texts.add(element.asText()));
    return texts;
  }

  private void differ(String path, String what) {
    differences.add((path.isEmpty() ? "." : path) + " " + what);
  }
}
