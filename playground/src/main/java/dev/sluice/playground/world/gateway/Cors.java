package dev.sluice.playground.world.gateway;

import java.util.List;
import java.util.Optional;
import okhttp3.Headers;

/**
 * Which other origins may read the answers.
 *
 * @param origins as browsers write them; {@code *} alone, or as the first label of the host
 * @param maxAge seconds for which a browser may remember the answer to its preflight
 */
record Cors(
    List<String> origins,
    List<String> methods,
    List<String> requestHeaders,
    List<String> exposed,
    boolean credentials,
    Optional<Integer> maxAge) {
  boolean isPreflight(RequestHead request) {
    return request.method().equals("OPTIONS")
        && request.header("Origin").isPresent()
        && request.header("Access-Control-Request-Method").isPresent();
  }

  /** What to add to the answer; nothing for an origin that is not allowed. */
  Headers headers(RequestHead request, boolean preflight) {
    Optional<String> origin = request.header("Origin").filter(this::allows);
    Headers.Builder headers = new Headers.Builder();
    if (origin.isEmpty()) {
      return headers.build();
    }
    boolean any = origins.contains("*") && !credentials;
    headers.add("Access-Control-Allow-Origin", any ? "*" : origin.get());
    if (credentials) {
      headers.add("Access-Control-Allow-Credentials", "true");
    }
    if (preflight) {
      list(headers, "Access-Control-Allow-Methods", methods);
      list(headers, "Access-Control-Allow-Headers", requestHeaders);
      maxAge.ifPresent(age -> headers.add("Access-Control-Max-Age", age.toString()));
    } else {
      list(headers, "Access-Control-Expose-Headers", exposed);
    }
    return headers.build();
  }

  private static void list(Headers.Builder headers, String name, List<String> values) {
    if (!values.isEmpty()) {
      headers.add(name, String.join(", ", values));
    }
  }

  private boolean allows(String origin) {
    return origins.stream().anyMatch(allowed -> matches(allowed, origin));
  }

  private static boolean matches(String allowed, String origin) {
    int star = allowed.indexOf('*');
    return star < 0
        ? allowed.equalsIgnoreCase(origin)
        : origin.startsWith(allowed.substring(0, star))
            && origin.endsWith(allowed.substring(star + 1));
  }
}
