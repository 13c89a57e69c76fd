package dev.sluice.playground.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.FieldError;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.json.Meta;
import dev.sluice.playground.apiserver.resource.Behaviour;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Definitions of custom resources: once stored, what they define is served. */
final class DefinitionBehaviour implements Behaviour {
  /** The finalizer of a definition whose objects are still there. */
  static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

  private final CustomTypes types;
  private final Clock clock;

  DefinitionBehaviour(CustomTypes types, Clock clock) {
    this.types = types;
    this.clock = clock;
  }

  @Override
  public void applyDefaults(ObjectNode definition) {
    ObjectNode spec = Json.child(definition, "spec");
    ObjectNode names = Json.child(spec, "names");
    String kind = names.path("kind").asText("");
    if (!kind.isEmpty()) {
      Json.putIfAbsent(names, "singular", kind.toLowerCase(Locale.ROOT));
      Json.putIfAbsent(names, "listKind", kind + "List");
    }
    Json.putIfAbsent(Json.child(spec, "conversion"), "strategy", "None");
  }

  @Override
  public void prepareCreate(ObjectNode definition) {
    Meta meta = Meta.of(definition);
    List<String> finalizers = new ArrayList<>(meta.finalizers());
    if (!finalizers.contains(CLEANUP)) {
      finalizers.add(CLEANUP);
      meta.finalizers(finalizers);
    }
    ObjectNode status = definition.putObject("status");
    ArrayNode conditions = status.putArray("conditions");
    condition(conditions, "NamesAccepted", "NoConflicts", "no conflicts found");
    condition(
        conditions, "Established", "InitialNamesAccepted", "the initial names have been accepted");
    accept(definition);
  }

  @Override
  public void prepareUpdate(ObjectNode definition, ObjectNode old) {
    if (definition.path("status").isEmpty()) {
      definition.set("status", old.path("status").deepCopy());
    }
    accept(definition);
  }

  private static void accept(ObjectNode definition) {
    ObjectNode status = Json.child(definition, "status");
    status.set("acceptedNames", Json.at(definition, "spec", "names").deepCopy());
    String storage = CustomTypes.storageVersion(definition);
    ArrayNode stored =
        status.get("storedVersions") instanceof ArrayNode all
            ? all
            : status.putArray("storedVersions");
    for (JsonNode version : stored) {
      if (version.asText().equals(storage)) {
        return;
      }
    }
    stored.add(storage);
  }

  private void condition(ArrayNode conditions, String type, String reason, String message) {
    conditions
        .addObject()
        .put("type", type)
        .put("status", "True")
        .put("lastTransitionTime", Meta.timestamp(clock.instant()))
        .put("reason", reason)
        .put("message", message);
  }

  @Override
  public List<FieldError> validate(ObjectNode definition) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode spec = definition.path("spec");
    String group = spec.path("group").asText("");
    String plural = Json.textAt(spec, "names", "plural");
    if (group.isEmpty()) {
      errors.add(FieldError.required("spec.group", ""));
    }
    for (String name : List.of("plural", "kind")) {
      if (Json.textAt(spec, "names", name).isEmpty()) {
        errors.add(FieldError.required("spec.names." + name, ""));
      }
    }
    String wanted = plural + '.' + group;
    if (!Meta.of(definition).name().equals(wanted)) {
      errors.add(
          FieldError.invalid(
              "metadata.name",
              Meta.of(definition).name(),
              "must be spec.names.plural+\".\"+spec.group"));
    }
    if (spec.path("scope").isMissingNode()) {
      errors.add(FieldError.required("spec.scope", ""));
    } else if (!List.of("Cluster", "Namespaced").contains(spec.path("scope").asText())) {
      errors.add(
          FieldError.unsupported(
              "spec.scope", spec.path("scope"), List.of("Cluster", "Namespaced")));
    }
    versions(spec, errors);
    return errors;
  }

  private static void versions(JsonNode spec, List<FieldError> errors) {
    JsonNode versions = spec.path("versions");
    int storage = 0;
    for (int i = 0; i < versions.size(); i++) {
      storage += versions.get(i).path("storage").asBoolean() ? 1 : 0;
      JsonNode schema = versions.get(i).path("schema").path("openAPIV3Schema");
      String at = "spec.versions[" + i + "].schema.openAPIV3Schema";
      if (schema.isMissingNode()) {
        errors.add(FieldError.required(at, "schemas are required"));
      } else {
        StructuralRules.check(schema, at, errors);
      }
    }
    if (storage != 1) {
      errors.add(
          FieldError.invalid(
              "spec.versions",
              versions,
              "must have exactly one version marked as storage version"));
    }
  }

  @Override
  public boolean countsGenerations() {
    return true;
  }

  @Override
  public void stored(ObjectNode definition) {
    types.serve(definition);
  }

  @Override
  public void removed(ObjectNode definition) {
    types.forget(definition);
  }
}
