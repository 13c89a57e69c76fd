package dev.sluice.playground.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.FieldError;
import dev.sluice.playground.apiserver.json.FieldError.Reason;
import dev.sluice.playground.apiserver.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Validates custom resources against the OpenAPI schema of their definition. */
public final class Validator {
  private final List<FieldError> errors = new ArrayList<>();

  private Validator() {}

  /**
   * What is wrong with an object.
   *
   * @param old the object before; null for a new one
   */
  public static List<FieldError> validate(
      Schema schema, ObjectNode object, @Nullable ObjectNode old) {
    Validator validator = new Validator();
    for (var e : schema.source().path("properties").properties()) {
      if (object.has(e.getKey()) && !e.getKey().equals("metadata")) {
        validator.value(e.getValue(), object.path(e.getKey()), e.getKey());
      }
    }
    validator.required(schema.source(), object, "");
    validator.composition(schema.source(), object, "");
    ListRules.check(schema, object, "", validator.errors);
    if (validator.errors.isEmpty()) {
      CelRules.check(
          schema, object, old == null ? MissingNode.getInstance() : old, validator.errors);
    }
    return validator.errors;
  }

  /** Whether a value has no faults by a schema; used for the parts of compositions. */
  private static boolean fits(JsonNode schema, JsonNode value) {
    Validator validator = new Validator();
    validator.value(schema, value, "x");
    return validator.errors.isEmpty();
  }

  private void value(JsonNode schema, JsonNode value, String at) {
    if (value.isNull() && schema.path("nullable").asBoolean()) {
      return;
    }
    if (!type(schema, value, at)) {
      return;
    }
    enumeration(schema, value, at);
    if (value.isTextual()) {
      TextRules.check(schema, value.textValue(), at, errors);
    } else if (value.isNumber()) {
      number(schema, value, at);
    } else if (value.isArray()) {
      list(schema, value, at);
    } else if (value instanceof ObjectNode object) {
      object(schema, object, at);
    }
    composition(schema, value, at);
  }

  private boolean type(JsonNode schema, JsonNode value, String at) {
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      if (value.isTextual() || value.isIntegralNumber()) {
        return true;
      }
      errors.add(FieldError.wrongType(at, value, "integer,string"));
      return false;
    }
    String wanted = schema.path("type").asText("");
    boolean fits =
        switch (wanted) {
          case "object" -> value.isObject();
          case "array" -> value.isArray();
          case "string" -> value.isTextual();
          case "boolean" -> value.isBoolean();
          case "integer" -> value.isIntegralNumber();
          case "number" -> value.isNumber();
          default -> true;
        };
    if (!fits) {
      errors.add(FieldError.wrongType(at, value, wanted));
    }
    return fits;
  }

  private void enumeration(JsonNode schema, JsonNode value, String at) {
    JsonNode allowed = schema.path("enum");
    if (allowed.isEmpty()) {
      return;
    }
    List<String> all = new ArrayList<>();
    for (JsonNode each : allowed) {
      if (each.equals(value)) {
        return;
      }
      all.add(each.isTextual() ? each.textValue() : Json.string(each));
    }
    errors.add(FieldError.unsupported(at, value, all));
  }

  private void number(JsonNode schema, JsonNode value, String at) {
    double number = value.doubleValue();
    JsonNode min = schema.path("minimum");
    JsonNode max = schema.path("maximum");
    boolean aboveMin = schema.path("exclusiveMinimum").asBoolean();
    boolean belowMax = schema.path("exclusiveMaximum").asBoolean();
    if (min.isNumber()
        && (number < min.doubleValue() || (aboveMin && number == min.doubleValue()))) {
      errors.add(
          body(at, value, "greater than " + (aboveMin ? "" : "or equal to ") + min.asText()));
    }
    if (max.isNumber()
        && (number > max.doubleValue() || (belowMax && number == max.doubleValue()))) {
      errors.add(body(at, value, "less than " + (belowMax ? "" : "or equal to ") + max.asText()));
    }
    JsonNode step = schema.path("multipleOf");
    if (step.isNumber() && value.decimalValue().remainder(step.decimalValue()).signum() != 0) {
      errors.add(body(at, value, "a multiple of " + step.asText()));
    }
  }

  private static FieldError body(String at, JsonNode value, String what) {
    return FieldError.invalid(at, value, at + " in body should be " + what);
  }

  private void list(JsonNode schema, JsonNode value, String at) {
    JsonNode min = schema.path("minItems");
    JsonNode max = schema.path("maxItems");
    if (min.isNumber() && value.size() < min.asLong()) {
      errors.add(
          FieldError.invalid(
              at,
              Json.number(value.size()),
              at + " in body should have at least " + min.asLong() + " items"));
    }
    if (max.isNumber() && value.size() > max.asLong()) {
      errors.add(FieldError.tooMany(at, value.size(), max.asLong()));
    }
    JsonNode item = schema.path("items");
    if (item.isObject()) {
      for (int i = 0; i < value.size(); i++) {
        value(item, value.get(i), at + '[' + i + ']');
      }
    }
  }

  private void object(JsonNode schema, ObjectNode value, String at) {
    JsonNode min = schema.path("minProperties");
    JsonNode max = schema.path("maxProperties");
    if (min.isNumber() && value.size() < min.asLong()) {
      errors.add(
          FieldError.invalid(
              at,
              Json.number(value.size()),
              at + " in body should have at least " + min.asLong() + " properties"));
    }
    if (max.isNumber() && value.size() > max.asLong()) {
      errors.add(FieldError.tooMany(at, value.size(), max.asLong()));
    }
    required(schema, value, at);
    for (var e : value.properties()) {
      JsonNode field = schema.path("properties").path(e.getKey());
      if (field.isMissingNode()) {
        field = schema.path("additionalProperties");
      }
      if (field.isObject()) {
        value(field, e.getValue(), at + '.' + e.getKey());
      }
    }
  }

  private void required(JsonNode schema, JsonNode value, String at) {
    Set<String> missing = new TreeSet<>();
    for (JsonNode name : schema.path("required")) {
      if (!value.has(name.asText())) {
        missing.add(name.asText());
      }
    }
    missing.forEach(
        name -> errors.add(FieldError.required(at.isEmpty() ? name : at + '.' + name, "")));
  }

  private void composition(JsonNode schema, JsonNode value, String at) {
    JsonNode any = schema.path("anyOf");
    if (!any.isEmpty() && count(any, value) == 0) {
      compositionError(at, "must validate at least one schema (anyOf)");
    }
    JsonNode one = schema.path("oneOf");
    if (!one.isEmpty()) {
      long fitting = count(one, value);
      if (fitting != 1) {
        compositionError(
            at,
            "must validate one and only one schema (oneOf). Found "
                + (fitting == 0 ? "none valid" : fitting + " valid alternatives"));
      }
    }
    for (JsonNode all : schema.path("allOf")) {
      value(all, value, at);
    }
    if (schema.path("not").isObject() && fits(schema.path("not"), value)) {
      compositionError(at, "must not validate the schema (not)");
    }
  }

  private static long count(JsonNode schemas, JsonNode value) {
    long fitting = 0;
    for (JsonNode schema : schemas) {
      fitting += fits(schema, value) ? 1 : 0;
    }
    return fitting;
  }

  private void compositionError(String at, String what) {
    errors.add(
        new FieldError(
            Reason.INVALID,
            at.isEmpty() ? "<nil>" : at,
            "\"\"",
            (at.isEmpty() ? "\"\"" : '"' + at + '"') + ' ' + what));
  }
}
