package dev.sluice.playground.world.gateway;

import java.util.List;
import java.util.Optional;

/**
 * What a cluster's DNS and its service addresses do: a request for {@code name.namespace} (with or
 * without {@code .svc} and what may follow) goes to a ready pod of that Service.
 */
final class ClusterServices implements Routing {
  private final Endpoints endpoints;

  ClusterServices(Endpoints endpoints) {
    this.endpoints = endpoints;
  }

  @Override
  public Answer route(RequestHead request) {
    List<String> labels = List.of(request.host().split("\\."));
    if (labels.size() < 2) {
      return Answer.Reply.NOT_FOUND;
    }
    Backend backend = new Backend(labels.get(1), labels.get(0), 0);
    if (endpoints.service(backend).isEmpty()) {
      return Answer.Reply.NOT_FOUND;
    }
    return new Answer.Forward(
        backend,
        Filters.NONE,
        List.of(),
        Optional.empty(),
        new Answer.RouteName(backend.namespace(), backend.service(), backend.service(), "/", ""));
  }
}
