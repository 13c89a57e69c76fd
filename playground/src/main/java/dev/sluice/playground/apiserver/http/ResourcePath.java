package dev.sluice.playground.apiserver.http;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A path below {@code /api/VERSION} or {@code /apis/GROUP/VERSION}.
 *
 * @param group empty for the core group
 * @param namespace empty for the whole cluster
 * @param name empty for a list
 * @param subresource empty for the object itself
 */
record ResourcePath(
    String group,
    String version,
    String resource,
    String namespace,
    String name,
    String subresource) {
  private static final List<String> OF_NAMESPACES = List.of("status", "finalize");

  /** Reads a path; empty if it is not one of a resource. */
  static Optional<ResourcePath> parse(String path) {
    List<String> parts = Arrays.stream(path.split("/")).filter(p -> !p.isEmpty()).toList();
    if (parts.isEmpty()) {
      return Optional.empty();
    }
    if (parts.getFirst().equals("api") && parts.size() > 2) {
      return below("", parts.get(1), parts.subList(2, parts.size()));
    }
    if (parts.getFirst().equals("apis") && parts.size() > 3) {
      return below(parts.get(1), parts.get(2), parts.subList(3, parts.size()));
    }
    return Optional.empty();
  }

  /** Whether it is the older place to post a pod's binding to. */
  boolean isBinding() {
    return group.isEmpty() && resource.equals("bindings") && !namespace.isEmpty();
  }

  /** The newer one. */
  ResourcePath ofPod(String pod) {
    return new ResourcePath(group, version, "pods", namespace, pod, "binding");
  }

  private static Optional<ResourcePath> below(String group, String version, List<String> parts) {
    boolean inNamespace =
        parts.getFirst().equals("namespaces")
            && parts.size() > 2
            && !(group.isEmpty() && OF_NAMESPACES.contains(parts.get(2)));
    String namespace = inNamespace ? parts.get(1) : "";
    List<String> rest = inNamespace ? parts.subList(2, parts.size()) : parts;
    return Optional.of(
        new ResourcePath(
            group,
            version,
            rest.getFirst(),
            namespace,
            rest.size() > 1 ? rest.get(1) : "",
            rest.size() > 2 ? String.join("/", rest.subList(2, rest.size())) : ""));
  }
}
