package dev.sluice.playground.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sluice.playground.apiserver.json.FieldError;
import dev.sluice.playground.apiserver.json.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Evaluates {@code x-kubernetes-validations}. */
final class CelRules {
  private CelRules() {}

  /**
   * Evaluates the rules of a whole object.
   *
   * @param old the object before; missing for a new one
   */
  static void check(Schema schema, JsonNode object, JsonNode old, List<FieldError> errors) {
    visit(schema, object, old, "", errors);
  }

  private static void visit(
      Schema schema, JsonNode value, JsonNode old, String at, List<FieldError> errors) {
    for (JsonNode rule : schema.source().path("x-kubernetes-validations")) {
      evaluate(schema, rule, value, old, at, errors);
    }
    if (value.isObject()) {
      for (var e : value.properties()) {
        Schema field = schema.field(e.getKey());
        if (field != null && !e.getValue().isNull()) {
          String path = at.isEmpty() ? e.getKey() : at + '.' + e.getKey();
          visit(field, e.getValue(), old.path(e.getKey()), path, errors);
        }
      }
    } else if (value.isArray() && schema.items() != null) {
      Schema item = schema.items();
      for (int i = 0; i < value.size(); i++) {
        visit(
            item, value.get(i), correlated(schema, old, value.get(i)), at + '[' + i + ']', errors);
      }
    }
  }

  /** The item that an item was before: only items of keyed lists can be told apart. */
  private static JsonNode correlated(Schema list, JsonNode old, JsonNode item) {
    if (list.listType() == Schema.ListType.MAP) {
      for (JsonNode candidate : old) {
        boolean same =
            list.listKeys().stream().allMatch(k -> candidate.path(k).equals(item.path(k)));
        if (same) {
          return candidate;
        }
      }
    }
    return MissingNode.getInstance();
  }

  private static void evaluate(
      Schema schema,
      JsonNode rule,
      JsonNode value,
      JsonNode old,
      String at,
      List<FieldError> errors) {
    String expression = rule.path("rule").asText();
    boolean optionalOld = rule.path("optionalOldSelf").asBoolean();
    CelProgram program = CelProgram.compile(expression, optionalOld);
    if (program.usesOld() && old.isMissingNode() && !optionalOld) {
      return;
    }
    Map<String, Object> variables = new HashMap<>();
    variables.put("self", CelValues.of(schema, value));
    if (optionalOld) {
      variables.put(
          "oldSelf",
          old.isMissingNode()
              ? java.util.Optional.empty()
              : java.util.Optional.of(CelValues.of(schema, old)));
    } else if (!old.isMissingNode()) {
      variables.put("oldSelf", CelValues.of(schema, old));
    }
    String shown = value.isContainerNode() ? '"' + typeName(value) + '"' : Json.string(value);
    switch (program.evaluate(variables)) {
      case CelProgram.Holds holds -> {}
      case CelProgram.Broken broken ->
          errors.add(error(rule, path(rule, at), shown, message(rule, expression, variables)));
      case CelProgram.Failed failed ->
          errors.add(
              new FieldError(
                  FieldError.Reason.INVALID,
                  at,
                  shown,
                  failed.why() + " evaluating rule: " + ruleText(rule, expression)));
    }
  }

  private static String typeName(JsonNode value) {
    return value.isArray() ? "array" : "object";
  }

  private static String ruleText(JsonNode rule, String expression) {
    String message = rule.path("message").asText("");
    return message.isEmpty() ? expression : message;
  }

  private static String path(JsonNode rule, String at) {
    return at + rule.path("fieldPath").asText("");
  }

  private static FieldError error(JsonNode rule, String at, String shown, String message) {
    return switch (rule.path("reason").asText("")) {
      case "FieldValueForbidden" -> FieldError.forbidden(at, message);
      case "FieldValueRequired" -> FieldError.required(at, message);
      case "FieldValueDuplicate" -> new FieldError(FieldError.Reason.DUPLICATE, at, shown, "");
      default -> new FieldError(FieldError.Reason.INVALID, at, shown, message);
    };
  }

  private static String message(JsonNode rule, String expression, Map<String, Object> variables) {
    String computed = rule.path("messageExpression").asText("");
    if (!computed.isEmpty()) {
      boolean optionalOld = rule.path("optionalOldSelf").asBoolean();
      String text = CelProgram.compile(computed, optionalOld).text(variables).strip();
      if (!text.isEmpty()) {
        return text;
      }
    }
    String fixed = rule.path("message").asText("");
    return fixed.isEmpty() ? "failed rule: " + expression : fixed;
  }
}
