package dev.sluice.playground.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.resource.Behaviour;
import dev.sluice.playground.apiserver.resource.Conversion;
import dev.sluice.playground.apiserver.resource.Names;
import dev.sluice.playground.apiserver.resource.ResourceType;
import dev.sluice.playground.apiserver.resource.ScalePaths;
import dev.sluice.playground.apiserver.resource.Types;
import dev.sluice.playground.apiserver.schema.CustomSchemas;
import dev.sluice.playground.apiserver.table.CustomColumns;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Serves what definitions define. */
final class CustomTypes {
  private final Types types;
  private final Clock clock;

  CustomTypes(Types types, Clock clock) {
    this.types = types;
    this.clock = clock;
  }

  /** Serves every served version of a definition, and no other. */
  void serve(ObjectNode definition) {
    JsonNode spec = definition.path("spec");
    forget(definition);
    for (JsonNode version : spec.path("versions")) {
      if (version.path("served").asBoolean()) {
        types.add(type(spec, version, storageVersion(definition)));
      }
    }
  }

  void forget(ObjectNode definition) {
    JsonNode spec = definition.path("spec");
    types.remove(spec.path("group").asText(), Json.textAt(spec, "names", "plural"));
  }

  static String storageVersion(ObjectNode definition) {
    for (JsonNode version : definition.path("spec").path("versions")) {
      if (version.path("storage").asBoolean()) {
        return version.path("name").asText();
      }
    }
    return "";
  }

  private ResourceType type(JsonNode spec, JsonNode version, String storageVersion) {
    String group = spec.path("group").asText();
    JsonNode names = spec.path("names");
    JsonNode subresources = version.path("subresources");
    boolean status = subresources.has("status");
    Set<String> selectable = new HashSet<>();
    version
        .path("selectableFields")
        .forEach(f -> selectable.add(f.path("jsonPath").asText().replaceFirst("^\\.", "")));
    String name = version.path("name").asText();
    return new ResourceType(
        group,
        name,
        new Names(
            names.path("plural").asText(),
            names.path("singular").asText(),
            names.path("kind").asText(),
            names.path("listKind").asText(),
            texts(names.path("shortNames")),
            texts(names.path("categories"))),
        group + '/' + names.path("plural").asText(),
        spec.path("scope").asText().equals("Namespaced"),
        true,
        status,
        scale(subresources.path("scale")),
        new HashSet<>(ResourceType.ALL_VERBS),
        selectable,
        CustomSchemas.root(version.path("schema").path("openAPIV3Schema")),
        new CustomBehaviour(status),
        Conversion.renaming(group + '/' + storageVersion, group + '/' + name),
        CustomColumns.of(version.path("additionalPrinterColumns"), clock));
  }

  private static List<String> texts(JsonNode list) {
    List<String> all = new ArrayList<>();
    list.forEach(item -> all.add(item.asText()));
    return all;
  }

  private static @Nullable ScalePaths scale(JsonNode scale) {
    return scale.isMissingNode()
        ? null
        : new ScalePaths(
            steps(scale.path("specReplicasPath")),
            steps(scale.path("statusReplicasPath")),
            steps(scale.path("labelSelectorPath")));
  }

  private static List<String> steps(JsonNode path) {
    String text = path.asText("");
    return text.isEmpty() ? List.of() : Arrays.asList(text.substring(1).split("\\."));
  }

  /**
   * Custom resources count a generation for every change outside metadata and, if it is apart, the
   * status.
   */
  private record CustomBehaviour(boolean statusApart) implements Behaviour {
    @Override
    public boolean countsGenerations() {
      return true;
    }

    @Override
    public boolean newGeneration(ObjectNode object, ObjectNode old) {
      return !content(object).equals(content(old));
    }

    private ObjectNode content(ObjectNode object) {
      ObjectNode copy = object.deepCopy();
      copy.remove("metadata");
      if (statusApart) {
        copy.remove("status");
      }
      return copy;
    }
  }
}
