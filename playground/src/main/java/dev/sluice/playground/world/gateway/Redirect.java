package dev.sluice.playground.world.gateway;

import java.util.Optional;
import okhttp3.Headers;

/**
 * Sends the client elsewhere.
 *
 * @param scheme {@code http} or {@code https}
 */
record Redirect(
    int status,
    Optional<String> scheme,
    Optional<String> host,
    Optional<Integer> port,
    PathRewrite path) {
  Answer.Reply answer(RequestHead request, Answer.RouteName route) {
    String location =
        scheme.orElse("http")
            + "://"
            + host.orElse(request.host())
            + port.map(p -> ":" + p).orElse("")
            + path.apply(request.path())
            + (request.query().isEmpty() ? "" : "?" + request.query());
    return new Answer.Reply(status, "", Headers.of("Location", location), Optional.of(route));
  }
}
