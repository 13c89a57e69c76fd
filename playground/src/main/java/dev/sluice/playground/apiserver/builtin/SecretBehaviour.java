package dev.sluice.playground.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.FieldError;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.resource.Behaviour;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Config maps and secrets: their keys, {@code stringData}, and {@code immutable}. */
final class SecretBehaviour implements Behaviour {
  private static final Pattern KEY = Pattern.compile("[-._a-zA-Z0-9]{1,253}");

  private final boolean secret;

  SecretBehaviour(boolean secret) {
    this.secret = secret;
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    if (!secret) {
      return;
    }
    Json.putIfAbsent(object, "type", "Opaque");
    JsonNode plain = object.remove("stringData");
    if (plain != null) {
      ObjectNode data = Json.child(object, "data");
      plain
          .properties()
          .forEach(
              e ->
                  data.put(
                      e.getKey(),
                      Base64.getEncoder()
                          .encodeToString(e.getValue().asText().getBytes(StandardCharsets.UTF_8))));
    }
  }

  @Override
  public List<FieldError> validate(ObjectNode object) {
    List<FieldError> errors = new ArrayList<>();
    for (String field : List.of("data", "binaryData")) {
      object
          .path(field)
          .fieldNames()
          .forEachRemaining(
              key -> {
                if (!KEY.matcher(key).matches()) {
                  errors.add(
                      FieldError.invalid(
                          field + '[' + key + ']',
                          key,
                          "a valid config key must consist of alphanumeric characters, '-', '_' or"
                              + " '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used"
                              + " for validation is '[-._a-zA-Z0-9]+')"));
                }
              });
    }
    return errors;
  }

  @Override
  public List<FieldError> validateUpdate(ObjectNode object, ObjectNode old) {
    if (secret && !object.path("type").equals(old.path("type"))) {
      return List.of(FieldError.invalid("type", object.path("type"), "field is immutable"));
    }
    boolean frozen = old.path("immutable").asBoolean();
    if (frozen && !object.path("data").equals(old.path("data"))) {
      return List.of(FieldError.forbidden("data", "field is immutable when `immutable` is set"));
    }
    return List.of();
  }
}
