package dev.sluice.operator.git.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.operator.kube.ProblemException;
import java.util.ArrayList;
import java.util.List;

/** Collects the objects of YAML documents that come from the same place. */
final class Documents {
  private final String path;
  private final List<String> inputs;
  private final List<Manifest> manifests = new ArrayList<>();

  /**
   * @param path the file or directory that they come from
   * @param inputs whose changes can change them
   */
  Documents(String path, List<String> inputs) {
    this.path = path;
    this.inputs = inputs;
  }

  List<Manifest> manifests() {
    return manifests;
  }

  /**
   * Adds an object, or each of a list.
   *
   * @throws ProblemException {@code ManifestInvalid}
   */
  void add(JsonNode document) {
    if (!(document instanceof ObjectNode object)
        || !object.path("apiVersion").isTextual()
        || !object.path("kind").isTextual()) {
      throw invalid(
          "%s holds something that is no Kubernetes object: it has no apiVersion and kind; move it to a directory that is not synced"
              .formatted(path));
    }
    String kind = object.path("kind").asText();
    if (object.path("items").isArray() && kind.endsWith("List")) {
      object.path("items").forEach(this::add);
      return;
    }
    if (object.path("apiVersion").asText().startsWith("kustomize.config.k8s.io/")) {
      throw invalid(
          "%s is for kustomize and is not applied as it is; write renderer: Kustomize beside the path of its directory"
              .formatted(path));
    }
    if (object.path("metadata").path("name").asText("").isEmpty()) {
      throw invalid(
          "%s: a %s has no metadata.name%s"
              .formatted(
                  path,
                  kind,
                  object.path("metadata").has("generateName")
                      ? "; generateName would make another one at every sync: give it a name"
                      : ""));
    }
    manifests.add(new Manifest(object, path, inputs));
  }

  private static ProblemException invalid(String message) {
    return new ProblemException("ManifestInvalid", message);
  }
}
