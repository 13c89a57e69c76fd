package dev.sluice.crds;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What an API server says of an object: defaults first, then the schema, then the CEL rules. */
final class Admission {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.USE_LONG_FOR_INTS);
  private static final CelCompiler COMPILER =
      CelCompilerFactory.standardCelCompilerBuilder()
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addVar("self", SimpleType.DYN)
          .build();
  private static final CelRuntime RUNTIME = CelRuntimeFactory.plannerRuntimeBuilder().build();

  private final JsonNode schema;
  private final Schema validator;
  private final Map<String, CelRuntime.Program> programs = new ConcurrentHashMap<>();

  Admission(JsonNode schema) {
    this.schema = schema;
    // An OpenAPI v3.0 schema is a draft 4 schema but for names that both ignore in each other.
    this.validator =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4)
            .getSchema(schema.toString(), InputFormat.JSON);
  }

  /** Why the object is refused; empty if it is admitted. */
  List<String> refusals(JsonNode object) {
    JsonNode defaulted = object.deepCopy();
    applyDefaults(schema, defaulted);
    List<String> refusals = new ArrayList<>();
    validator
        .validate(defaulted.toString(), InputFormat.JSON)
        .forEach(error -> refusals.add(error.toString()));
    if (refusals.isEmpty()) { // as in an API server, which checks no rules of what is malformed
      checkRules("", schema, defaulted, refusals);
    }
    return refusals;
  }

  private static void applyDefaults(JsonNode schema, JsonNode value) {
    if (value instanceof ObjectNode object) {
      schema
          .path("properties")
          .properties()
          .forEach(
              property -> {
                if (property.getValue().has("default") && !object.has(property.getKey())) {
                  object.set(property.getKey(), property.getValue().get("default"));
                }
              });
    }
    Schemas.parts(schema, value).forEach(part -> applyDefaults(part.schema(), part.value()));
  }

  private void checkRules(String path, JsonNode schema, JsonNode value, List<String> refusals) {
    for (JsonNode rule : schema.path("x-kubernetes-validations")) {
      String text = rule.path("rule").asText();
      // A rule of that kind is about updates; what is admitted here is new.
      if (!text.contains("oldSelf") && !holds(text, value)) {
        refusals.add(path + rule.path("fieldPath").asText() + ": " + rule.path("message").asText());
      }
    }
    Schemas.parts(schema, value)
        .forEach(part -> checkRules(path + part.path(), part.schema(), part.value(), refusals));
  }

  private boolean holds(String rule, JsonNode self) {
    try {
      CelRuntime.Program program = programs.get(rule);
      if (program == null) {
        program = RUNTIME.createProgram(COMPILER.compile(rule).getAst());
        programs.put(rule, program);
      }
      return (Boolean) program.eval(Map.of("self", MAPPER.convertValue(self, Object.class)));
    } catch (CelValidationException | CelEvaluationException e) {
      throw new IllegalStateException("rule " + rule + " on " + self, e);
    }
  }
}
