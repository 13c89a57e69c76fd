package dev.sluice.operator.git.apply;

import java.util.Optional;

/**
 * Names an object of any kind.
 *
 * @param group empty for the core API
 * @param namespace empty for what has none
 */
public record ObjectKey(String group, String version, String kind, String namespace, String name) {

  /** {@code group/version}, or the version alone for the core API. */
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** As Flux's inventories have it: {@code namespace_name_group_kind}. */
  public String id() {
    return String.join("_", namespace, name, group, kind);
  }

  /** For people: {@code Deployment podinfo.demo}. */
  public String words() {
    return namespace.isEmpty() ? kind + " " + name : kind + " " + name + "." + namespace;
  }

  /**
   * From an inventory; empty when it is none of ours.
   *
   * @param id as {@link #id}; of all parts only the name may have an underscore itself
   */
  public static Optional<ObjectKey> parse(String id, String version) {
    int namespace = id.indexOf('_');
    int kind = id.lastIndexOf('_');
    int group = kind < 0 ? -1 : id.lastIndexOf('_', kind - 1);
    if (namespace < 0 || group <= namespace) {
      return Optional.empty();
    }
    return Optional.of(
        new ObjectKey(
            id.substring(group + 1, kind),
            version,
            id.substring(kind + 1),
            id.substring(0, namespace),
            id.substring(namespace + 1, group)));
  }

  /**
   * @param apiVersion as in a manifest
   */
  public static ObjectKey of(String apiVersion, String kind, String namespace, String name) {
    int slash = apiVersion.indexOf('/');
    return new ObjectKey(
        slash < 0 ? "" : apiVersion.substring(0, slash),
        apiVersion.substring(slash + 1),
        kind,
        namespace,
        name);
  }
}
