package dev.sluice.operator.traffic;

import dev.sluice.crds.HttpMatch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One rule of a route, before a provider has words for it.
 *
 * @param matches the requests it takes: those that match one of them; all if empty
 * @param backends where they go; the weights add up to 100
 * @param setCookie a {@code Set-Cookie} for every response, or null
 * @param mirrored whether the canary gets a copy of each request
 */
public record Rule(
    List<HttpMatch> matches, List<Backend> backends, @Nullable String setCookie, boolean mirrored) {
  public Rule {
    matches = List.copyOf(matches);
    backends = List.copyOf(backends);
    int sum = backends.stream().mapToInt(Backend::weight).sum();
    if (sum != 100) {
      throw new IllegalArgumentException("weights must add up to 100, not " + sum);
    }
  }

  /**
   * @param service name of a Service in the Canary's namespace
   * @param weight percent of the rule's requests
   * @param setCookie a {@code Set-Cookie} for the responses of this backend, or null
   */
  public record Backend(String service, int weight, @Nullable String setCookie) {}
}
