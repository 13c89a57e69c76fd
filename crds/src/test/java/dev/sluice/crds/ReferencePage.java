package dev.sluice.crds;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The page of the reference manual of one kind, made from its CRD. */
final class ReferencePage {
  private static final String HEADER =
      "<!-- Generated from the records in crds/src/main/java: change those, then run `make crds`."
          + " -->\n";
  private static final Pattern DEFAULT = Pattern.compile(" ?Default: (.+)\\.$");

  /** An object with more fields than this has a table of its own. */
  private static final int INLINE = 10;

  private final JsonNode crd;
  private final StringBuilder page = new StringBuilder();
  private final NavigableMap<String, JsonNode> sections = new TreeMap<>();
  private final Map<String, String> matches = new TreeMap<>();

  private ReferencePage(JsonNode crd) {
    this.crd = crd;
  }

  /** The files under {@code docs/reference}, by name. */
  static Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    for (Class<? extends CustomResource<?, ?>> kind : CrdYaml.KINDS) {
      String name = kind.getSimpleName().toLowerCase(Locale.ROOT) + ".md";
      files.put(name, HEADER + new ReferencePage(CrdYaml.crd(kind)).text());
    }
    return files;
  }

  private String text() {
    JsonNode names = crd.at("/spec/names");
    JsonNode version = ContractDetails.version(crd);
    JsonNode schema = version.at("/schema/openAPIV3Schema");
    page.append("# %s\n\n".formatted(names.path("kind").asText()));
    page.append(escaped(schema.path("description").asText())).append("\n\n");
    page.append(
        "`%s/%s`, namespaced; `kubectl get %s`, for short `%s`. Its columns are %s, and with `-o wide` also %s.\n"
            .formatted(
                crd.at("/spec/group").asText(),
                version.path("name").asText(),
                names.path("plural").asText(),
                names.at("/shortNames/0").asText(),
                columns(version, 0),
                columns(version, 1))
            .replace(", and with `-o wide` also none", ""));
    page.append("\nRequired fields are marked with \\*.");
    boolean counts = schema.findValuesAsText("type").contains("number");
    page.append(
        counts
            ? " A count of the type `number`, which it has in Flagger's schema, loses its fraction.\n"
            : "\n");
    for (String part : List.of("spec", "status")) {
      if (schema.path("properties").has(part)) {
        sections.put(part, schema.path("properties").path(part));
      }
    }
    while (!sections.isEmpty()) {
      Map.Entry<String, JsonNode> section = sections.pollFirstEntry();
      section(section.getKey(), section.getValue());
    }
    if (!matches.isEmpty()) {
      page.append("\n## Matches of a string\n\n| Field | Meaning |\n|---|---|\n");
      matches.forEach((name, meaning) -> page.append("| `%s` | %s |\n".formatted(name, meaning)));
    }
    return page.toString();
  }

  private static String columns(JsonNode version, int priority) {
    String columns =
        version
            .path("additionalPrinterColumns")
            .valueStream()
            .filter(column -> column.path("priority").asInt() == priority)
            .map(column -> column.path("name").asText())
            .collect(Collectors.joining(", "));
    return columns.isEmpty() ? "none" : columns;
  }

  private void section(String path, JsonNode schema) {
    page.append("\n## %s\n\n".formatted(path));
    page.append(escaped(schema.path("description").asText()));
    page.append(schema.has("description") ? "\n\n" : "");
    page.append("| Field | Type | Default | Meaning |\n|---|---|---|---|\n");
    List<String> rules = new ArrayList<>();
    rows(path, "", schema, rules);
    if (!rules.isEmpty()) {
      page.append("\nRules that the API server checks:\n\n");
      rules.forEach(rule -> page.append("- ").append(rule).append('\n'));
    }
  }

  private void rows(String section, String prefix, JsonNode schema, List<String> rules) {
    schema
        .path("x-kubernetes-validations")
        .forEach(
            rule -> {
              String field = prefix + rule.path("fieldPath").asText().replaceFirst("^\\.", "");
              rules.add(
                  (field.isEmpty() ? "" : "`%s`: ".formatted(field.replaceFirst("\\.$", "")))
                      + escaped(rule.path("message").asText()));
            });
    schema
        .path("properties")
        .properties()
        .forEach(
            field -> {
              String name = prefix + field.getKey();
              boolean required =
                  StreamSupport.stream(schema.path("required").spliterator(), false)
                      .anyMatch(one -> one.asText().equals(field.getKey()));
              row(section, name, required, field.getValue());
              JsonNode inner = inner(field.getValue());
              String suffix = suffix(field.getValue());
              if (isMatch(inner)) {
                inner
                    .path("properties")
                    .properties()
                    .forEach(
                        match ->
                            matches.put(
                                match.getKey(),
                                escaped(match.getValue().path("description").asText())));
              } else if (isLong(inner)) {
                sections.put(section + "." + name + suffix, inner);
              } else {
                rows(section, name + suffix + ".", inner, rules);
              }
            });
  }

  private void row(String section, String name, boolean required, JsonNode schema) {
    String meaning = schema.path("description").asText();
    String fallback = schema.has("default") ? "`%s`".formatted(schema.get("default")) : "";
    Matcher inWords = DEFAULT.matcher(meaning);
    if (inWords.find()) {
      fallback = escaped(inWords.group(1));
      meaning = meaning.substring(0, inWords.start());
    }
    String type = type(schema);
    if (isLong(inner(schema))) {
      String anchor = (section + name).replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT);
      type = "[%s](#%s)".formatted(type, anchor);
    }
    page.append(
        "| `%s`%s | %s | %s | %s |\n"
            .formatted(name, required ? "\\*" : "", type, fallback, escaped(meaning)));
  }

  private static String type(JsonNode schema) {
    if (schema.has("enum")) {
      return schema
          .path("enum")
          .valueStream()
          .map(value -> "`%s`".formatted(value.asText().isEmpty() ? "\"\"" : value.asText()))
          .collect(Collectors.joining(", "));
    }
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      return "integer or string";
    }
    if (isMatch(schema)) {
      return "a match by "
          + schema
              .path("properties")
              .propertyStream()
              .map(property -> "`%s`".formatted(property.getKey()))
              .collect(Collectors.joining(" or "));
    }
    if (schema.path("items").isObject()) {
      return "list of: " + type(schema.path("items"));
    }
    if (schema.path("additionalProperties").isObject()) {
      return "map to: " + type(schema.path("additionalProperties"));
    }
    return schema.path("type").asText() + range(schema);
  }

  private static String range(JsonNode schema) {
    if (schema.has("minimum") && schema.has("maximum")) {
      return ", %s to %s".formatted(schema.path("minimum"), schema.path("maximum"));
    }
    return schema.has("minimum") ? ", %s or more".formatted(schema.path("minimum")) : "";
  }

  /** The object that a field holds, or that its lists or maps hold. */
  private static JsonNode inner(JsonNode schema) {
    for (String container : List.of("items", "additionalProperties")) {
      if (schema.path(container).isObject()) {
        return inner(schema.path(container));
      }
    }
    return schema;
  }

  private static String suffix(JsonNode schema) {
    if (schema.path("items").isObject()) {
      return "[]" + suffix(schema.path("items"));
    }
    return schema.path("additionalProperties").isObject()
        ? ".*" + suffix(schema.path("additionalProperties"))
        : "";
  }

  private static boolean isMatch(JsonNode schema) {
    return schema.path("properties").has("exact");
  }

  private static boolean isLong(JsonNode schema) {
    return schema.path("properties").size() > INLINE;
  }

  private static String escaped(String text) {
    return text.replace("<", "&lt;").replace("|", "\\|").replace("*", "\\*");
  }
}
