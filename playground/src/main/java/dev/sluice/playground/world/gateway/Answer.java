package dev.sluice.playground.world.gateway;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import okhttp3.Headers;

/** What becomes of a request. */
sealed interface Answer {
  /**
   * It is sent on.
   *
   * @param mirrors who else gets a copy, without being waited for
   * @param timeout after which the client is told 504
   * @param route the rule that matched, for metrics
   */
  record Forward(
      Backend backend,
      Filters filters,
      List<Backend> mirrors,
      Optional<Duration> timeout,
      RouteName route)
      implements Answer {}

  /**
   * It is answered at once.
   *
   * @param route the rule that matched, if one did
   */
  record Reply(int status, String message, Headers headers, Optional<RouteName> route)
      implements Answer {
    static final Reply NOT_FOUND =
        new Reply(404, "no route matches this host and path", Headers.EMPTY, Optional.empty());

    static Reply of(int status, String message, RouteName route) {
      return new Reply(status, message, Headers.EMPTY, Optional.of(route));
    }
  }

  /**
   * Whose rule it was.
   *
   * @param canary what NGINX calls the backend of a canary Ingress; empty for the main one
   */
  record RouteName(String namespace, String name, String service, String path, String canary) {}
}
