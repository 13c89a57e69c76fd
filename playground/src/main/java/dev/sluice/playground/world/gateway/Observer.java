package dev.sluice.playground.world.gateway;

import java.util.Optional;

/** Is told of every request that a front door has answered. */
@FunctionalInterface
interface Observer {
  /**
   * @param endpoint that answered, if one did
   * @param seconds from the request's arrival to the last byte of the answer
   */
  void answered(
      RequestHead request,
      Answer answer,
      Optional<Endpoints.Endpoint> endpoint,
      int status,
      double seconds);
}
