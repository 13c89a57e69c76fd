package dev.sluice.playground.world.gateway;

import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * When a canary Ingress takes a request, as the annotations of ingress-nginx say. A header decides
 * before a cookie, a cookie before the weight; a header or cookie that says neither yes nor no
 * leaves the decision to the next.
 *
 * @param header name of the header
 * @param headerValue that selects the canary, instead of {@code always}
 * @param headerPattern for the header's value, used when there is no {@code headerValue}
 * @param cookie name of the cookie
 * @param weight out of {@code weightTotal} requests
 */
record CanaryRule(
    Optional<String> header,
    Optional<String> headerValue,
    Optional<Pattern> headerPattern,
    Optional<String> cookie,
    int weight,
    int weightTotal) {
  private static final String ALWAYS = "always";
  private static final String NEVER = "never";

  boolean takes(RequestHead request, RandomGenerator random) {
    return byHeader(request)
        .or(() -> byCookie(request))
        .orElseGet(() -> weight > 0 && random.nextInt(weightTotal) < weight);
  }

  private Optional<Boolean> byHeader(RequestHead request) {
    Optional<String> value = header.flatMap(request::header);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (headerValue.isPresent()) {
      return headerValue.equals(value) ? Optional.of(true) : Optional.empty();
    }
    if (headerPattern.isPresent()) {
      return headerPattern.get().matcher(value.get()).find() ? Optional.of(true) : Optional.empty();
    }
    return decided(value);
  }

  private Optional<Boolean> byCookie(RequestHead request) {
    return decided(cookie.flatMap(request::cookie));
  }

  private static Optional<Boolean> decided(Optional<String> value) {
    return value.filter(v -> v.equals(ALWAYS) || v.equals(NEVER)).map(v -> v.equals(ALWAYS));
  }
}
