package dev.sluice.operator.git.hold;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sluice.operator.git.apply.Hashes;
import dev.sluice.operator.git.apply.ObjectKey;
import dev.sluice.operator.git.render.Manifest;
import dev.sluice.operator.workload.TrackedConfigs;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What Git declares at one commit, looked up by what it is. */
final class Snapshot {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Manifest> all;
  private final String namespace;
  private final Map<String, Manifest> byId = new HashMap<>();

  /**
   * @param namespace of objects that name none
   */
  Snapshot(Collection<Manifest> all, String namespace) {
    this.all = List.copyOf(all);
    this.namespace = namespace;
    all.forEach(manifest -> byId.put(id(manifest), manifest));
  }

  Optional<Manifest> get(ObjectKey key) {
    return Optional.ofNullable(byId.get(key.id()));
  }

  /** The namespaces in which Deployments are declared. */
  Set<String> namespaces() {
    return all.stream()
        .filter(manifest -> manifest.kind().equals("Deployment"))
        .map(this::namespace)
        .collect(toUnmodifiableSet());
  }

  /** A hash of what is declared, wherever the file lies; null when nothing is. */
  @Nullable String hash(ObjectKey key) {
    return get(key).map(Manifest::object).map(Hashes::of).orElse(null);
  }

  /** The ConfigMaps and Secrets that a Deployment reads, as it is declared here. */
  Set<String> configs(ObjectKey deployment) {
    JsonNode template =
        get(deployment)
            .<JsonNode>map(Manifest::object)
            .orElse(MissingNode.getInstance())
            .path("spec")
            .path("template");
    try {
      return template.isObject()
          ? TrackedConfigs.referenced(JSON.convertValue(template, PodTemplateSpec.class))
          : Set.of();
    } catch (IllegalArgumentException e) {
      // The API server will say what is wrong with it.
      return Set.of();
    }
  }

  /** Whether an object is declared, and does not say itself that it is none of a revision's. */
  boolean isTracked(ObjectKey key) {
    return get(key)
        .map(manifest -> manifest.object().path("metadata").path("annotations"))
        .filter(
            annotations ->
                !annotations.path("flagger.app/config-tracking").asText("").startsWith("disable"))
        .isPresent();
  }

  /** All that is declared, with some objects replaced or added. */
  List<Manifest> with(Map<ObjectKey, Manifest> others) {
    Map<String, Manifest> rest = new LinkedHashMap<>();
    others.forEach((key, manifest) -> rest.put(key.id(), manifest));
    List<Manifest> result = new ArrayList<>();
    for (Manifest manifest : all) {
      result.add(rest.getOrDefault(id(manifest), manifest));
    }
    all.forEach(manifest -> rest.remove(id(manifest)));
    result.addAll(rest.values());
    return result;
  }

  /** A target with what it reads, here or there; the target first. */
  static List<ObjectKey> revision(ObjectKey target, Collection<String> configs) {
    List<ObjectKey> keys = new ArrayList<>(List.of(target));
    for (String config : new TreeSet<>(configs)) {
      String kind = config.startsWith("secret/") ? "Secret" : "ConfigMap";
      String name = config.substring(config.indexOf('/') + 1);
      keys.add(new ObjectKey("", "v1", kind, target.namespace(), name));
    }
    return keys;
  }

  private String id(Manifest manifest) {
    return ObjectKey.of(
            manifest.apiVersion(), manifest.kind(), namespace(manifest), manifest.name())
        .id();
  }

  private String namespace(Manifest manifest) {
    return manifest.namespace().isEmpty() ? namespace : manifest.namespace();
  }
}
