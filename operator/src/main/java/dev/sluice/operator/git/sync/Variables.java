package dev.sluice.operator.git.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.crds.GitSyncSpec.Substitute;
import dev.sluice.crds.GitSyncSpec.VariablesFrom;
import dev.sluice.operator.git.apply.ObjectKey;
import dev.sluice.operator.git.apply.Target;
import dev.sluice.operator.kube.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The variables of a GitSync, read anew for each attempt, as whom it applies: what its account may
 * not read does not get into objects.
 *
 * @param values by name
 */
record Variables(Map<String, String> values) {
  private static final JsonMapper JSON = new JsonMapper();

  Variables {
    values = Map.copyOf(values);
  }

  /**
   * @param namespace of the GitSync
   * @throws ProblemException when one that is named is not there or may not be read
   */
  static Variables of(@Nullable Substitute substitute, String namespace, Target target) {
    if (substitute == null) {
      return new Variables(Map.of());
    }
    Map<String, String> values = new TreeMap<>();
    for (VariablesFrom from : substitute.from()) {
      ObjectKey key = ObjectKey.of("v1", from.kind().name(), namespace, from.name());
      Optional<? extends JsonNode> found = target.get(key);
      if (found.isEmpty() && !Boolean.TRUE.equals(from.optional())) {
        throw new ProblemException(
            "VariablesNotFound",
            "%s \"%s\" not found in namespace %s; spec.substitute.from names it: create it, or write optional: true"
                .formatted(from.kind(), from.name(), namespace));
      }
      found.ifPresent(object -> add(values, object, from.kind()));
    }
    values.putAll(substitute.variables());
    return new Variables(values);
  }

  /** The same for the same values, and nothing that tells them. */
  String fingerprint() {
    return values.isEmpty()
        ? ""
        : ByteString.encodeUtf8(JSON.valueToTree(new TreeMap<>(values)).toString()).sha256().hex();
  }

  private static void add(Map<String, String> values, JsonNode object, VariablesFrom.Kind kind) {
    object
        .path("data")
        .properties()
        .forEach(
            entry -> {
              String value = entry.getValue().asText();
              values.put(
                  entry.getKey(),
                  switch (kind) {
                    case ConfigMap -> value;
                    case Secret ->
                        new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
                  });
            });
  }
}
