package dev.sluice.playground.apiserver.resource;

import dev.sluice.playground.apiserver.json.ApiError;
import dev.sluice.playground.apiserver.store.Key;

/**
 * What a path points at.
 *
 * @param namespace empty for the whole cluster
 * @param name empty for all objects
 * @param subresource empty for the object itself
 */
public record Place(ResourceType type, String namespace, String name, String subresource) {
  public Key key() {
    return type.key(namespace, name);
  }

  public ApiError notFound() {
    return type.notFound(name);
  }

  /** The same with a name. */
  public Place named(String newName) {
    return new Place(type, namespace, newName, subresource);
  }

  /** The same object, but another part of it. */
  public Place part(String newSubresource) {
    return new Place(type, namespace, name, newSubresource);
  }
}
