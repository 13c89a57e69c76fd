package dev.sluice.playground.world.gateway;

import java.util.Optional;

/**
 * What is changed on the way.
 *
 * @param request edits of the headers that the backend sees
 * @param response edits of the headers that the client sees
 * @param host that the backend sees instead of the client's
 */
record Filters(
    HeaderEdit request,
    HeaderEdit response,
    PathRewrite path,
    Optional<String> host,
    Optional<Cors> cors) {
  static final Filters NONE =
      new Filters(
          HeaderEdit.NONE,
          HeaderEdit.NONE,
          new PathRewrite.Keep(),
          Optional.empty(),
          Optional.empty());

  /** These first, then {@code next}'s. */
  Filters and(Filters next) {
    return new Filters(
        request.and(next.request),
        response.and(next.response),
        next.path instanceof PathRewrite.Keep ? path : next.path,
        next.host.or(() -> host),
        next.cors.or(() -> cors));
  }
}
