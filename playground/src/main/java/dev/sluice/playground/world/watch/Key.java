package dev.sluice.playground.world.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * The name of an object among those of its kind.
 *
 * @param namespace empty for objects of the whole cluster
 */
public record Key(String namespace, String name) {
  public static Key of(HasMetadata object) {
    String namespace = object.getMetadata().getNamespace();
    return new Key(namespace == null ? "" : namespace, object.getMetadata().getName());
  }

  /** As a cache of fabric8 writes it. */
  String cacheKey() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }

  @Override
  public String toString() {
    return cacheKey();
  }
}
