package dev.sluice.operator.traffic.gatewayapi;

import dev.sluice.crds.HttpMatch;
import dev.sluice.crds.ServiceSpec;
import dev.sluice.crds.StringMatch;
import dev.sluice.operator.traffic.RoutedService;
import dev.sluice.operator.traffic.Rule;
import dev.sluice.operator.traffic.Rules;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCBackendRef;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCHeaderMatch;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCMethodMatch;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCMethodMatchBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRouteFilter;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRouteMatch;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRouteMatchBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRouteRule;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRouteRuleBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteRule;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules in a GRPCRoute's words. */
final class GrpcRules {
  /** A gRPC path is {@code /package.Service/Method}. */
  private static final Pattern METHOD = Pattern.compile("/([^/]+)(?:/([^/]+)?)?");

  private final HttpRules http;

  GrpcRules(RoutedService service) {
    this.http = new HttpRules(service, GatewayApiVersion.V1);
  }

  /** Whether the service says that it is gRPC: the protocol decides, else the port's name. */
  static boolean isGrpc(ServiceSpec service) {
    String protocol = service.appProtocol();
    if (protocol != null && !protocol.isEmpty()) {
      return protocol.toLowerCase(Locale.ROOT).equals("grpc");
    }
    String name = service.portName();
    return name != null && (name.equals("grpc") || name.startsWith("grpc-"));
  }

  /** The first field of the Canary that a GRPCRoute has no words for. */
  static Optional<String> firstWithoutWords(RoutedService service) {
    ServiceSpec spec = service.spec();
    Stream<Optional<String>> fields =
        Stream.of(
            named("spec.service.timeout", spec.timeout() != null),
            named("spec.service.backendTimeout", spec.backendTimeout() != null),
            named("spec.service.rewrite", spec.rewrite() != null),
            named("spec.service.corsPolicy", spec.corsPolicy() != null));
    Stream<Optional<String>> matches =
        Stream.concat(spec.match().stream(), Rules.analysisMatches(service).stream())
            .flatMap(
                match ->
                    Stream.of(
                        named("a match by queryParams", !match.queryParams().isEmpty()),
                        named("a match by method", match.method() != null),
                        named(
                            "a match by a uri that is no gRPC method",
                            match.uri() != null && method(match.uri()).isEmpty())));
    return Stream.concat(fields, matches).flatMap(Optional::stream).findFirst();
  }

  private static Optional<String> named(String field, boolean present) {
    return present ? Optional.of(field) : Optional.empty();
  }

  /** Filters, backends and headers are those of an HTTPRoute, by the same names. */
  GRPCRouteRule of(Rule rule) {
    HTTPRouteRule words = http.of(rule);
    return new GRPCRouteRuleBuilder()
        .withMatches(matches(rule.matches()))
        .withFilters(SameNames.all(words.getFilters(), GRPCRouteFilter.class))
        .withBackendRefs(SameNames.all(words.getBackendRefs(), GRPCBackendRef.class))
        .build();
  }

  /** A rule without matches takes every call. */
  private static List<GRPCRouteMatch> matches(List<HttpMatch> matches) {
    return matches.stream()
        .map(
            match ->
                new GRPCRouteMatchBuilder()
                    .withHeaders(
                        SameNames.all(HttpRules.headers(match.headers()), GRPCHeaderMatch.class))
                    .withMethod(methodOf(match))
                    .build())
        .distinct()
        .toList();
  }

  private static @Nullable GRPCMethodMatch methodOf(HttpMatch match) {
    StringMatch uri = match.uri();
    Method method = uri == null ? Method.ANY : method(uri).orElse(Method.ANY);
    return method.service() == null
        ? null
        : new GRPCMethodMatchBuilder()
            .withType("Exact")
            .withService(method.service())
            .withMethod(method.method())
            .build();
  }

  private record Method(@Nullable String service, @Nullable String method) {
    static final Method ANY = new Method(null, null);
  }

  private static Optional<Method> method(StringMatch uri) {
    if ("/".equals(uri.prefix())) {
      return Optional.of(Method.ANY);
    }
    boolean whole = uri.exact() != null;
    String path = whole ? uri.exact() : uri.prefix();
    Matcher parts = METHOD.matcher(path == null ? "" : path);
    if (!parts.matches() || (whole && parts.group(2) == null)) {
      return Optional.empty();
    }
    return Optional.of(new Method(parts.group(1), parts.group(2)));
  }
}
