package dev.sluice.playground.apiserver.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Selectors of specs as text, which is also the syntax of the query parameter. */
public final class LabelText {
  private LabelText() {}

  /**
   * The text form of a {@code LabelSelector} in a spec, as the scale subresource and tables show
   * it.
   */
  public static String of(JsonNode selector) {
    if (selector.isTextual()) {
      return selector.asText();
    }
    List<String> parts = new ArrayList<>();
    boolean typed = selector.has("matchLabels") || selector.has("matchExpressions");
    (typed ? selector.path("matchLabels") : selector)
        .properties()
        .forEach(e -> parts.add(e.getKey() + '=' + e.getValue().asText()));
    for (JsonNode e : selector.path("matchExpressions")) {
      List<String> values = new ArrayList<>();
      e.path("values").forEach(v -> values.add(v.asText()));
      values.sort(null);
      String key = Json.textAt(e, "key");
      parts.add(
          switch (Json.textAt(e, "operator")) {
            case "In" -> key + " in (" + String.join(",", values) + ')';
            case "NotIn" -> key + " notin (" + String.join(",", values) + ')';
            case "DoesNotExist" -> '!' + key;
            default -> key;
          });
    }
    parts.sort(null);
    return String.join(",", parts);
  }
}
