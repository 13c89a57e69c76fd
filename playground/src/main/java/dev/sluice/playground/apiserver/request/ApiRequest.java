package dev.sluice.playground.apiserver.request;

import java.time.Instant;

/**
 * A request as the API sees it.
 *
 * @param at when it arrived
 * @param verb the verb as RBAC names it, such as {@code list} or {@code deletecollection}; the HTTP
 *     method in small letters for paths that are no resources
 * @param path the path with its query as sent
 * @param group the API group; empty for the core group and for paths that are no resources
 * @param resource the plural; empty for paths that are no resources
 * @param namespace empty for the whole cluster
 * @param name empty for lists
 * @param subresource such as {@code status}; empty for the object itself
 * @param userAgent empty if the client sent none
 */
public record ApiRequest(
    Instant at,
    String verb,
    String path,
    String group,
    String version,
    String resource,
    String namespace,
    String name,
    String subresource,
    String userAgent) {

  /** Whether it is a long-lived watch. */
  public boolean watch() {
    return verb.equals("watch");
  }

  /** Whether it changes objects. */
  public boolean write() {
    return switch (verb) {
      case "create", "update", "patch", "delete", "deletecollection" -> true;
      default -> false;
    };
  }
}
