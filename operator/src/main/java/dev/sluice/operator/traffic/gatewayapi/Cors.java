package dev.sluice.operator.traffic.gatewayapi;

import dev.sluice.crds.ServiceSpec.CorsPolicy;
import dev.sluice.crds.StringMatch;
import dev.sluice.operator.kube.GoDuration;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPCORSFilter;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPCORSFilterBuilder;
import java.util.List;
import java.util.stream.Stream;

/** Cross-origin resource sharing in the Gateway API's words. */
final class Cors {
  /** The API server's default, in seconds: what is written is what will be read. */
  private static final int DEFAULT_MAX_AGE = 5;

  private Cors() {}

  /**
   * The Gateway API knows only exact origins; those given as a prefix or an expression are left
   * out, and so refused by browsers.
   */
  static HTTPCORSFilter of(CorsPolicy policy) {
    List<String> origins =
        Stream.concat(
                policy.allowOrigin().stream(),
                policy.allowOrigins().stream().map(StringMatch::exact).flatMap(Stream::ofNullable))
            .distinct()
            .toList();
    String maxAge = policy.maxAge();
    return new HTTPCORSFilterBuilder()
        .withAllowOrigins(origins)
        .withAllowMethods(policy.allowMethods())
        .withAllowHeaders(policy.allowHeaders())
        .withExposeHeaders(policy.exposeHeaders())
        .withAllowCredentials(Boolean.TRUE.equals(policy.allowCredentials()) ? true : null)
        .withMaxAge(
            maxAge == null || maxAge.isEmpty()
                ? DEFAULT_MAX_AGE
                : Math.toIntExact(
                    GoDuration.parse(maxAge, "spec.service.corsPolicy.maxAge").toSeconds()))
        .build();
  }
}
