package dev.sluice.operator.traffic.gatewayapi;

import dev.sluice.crds.HttpMatch;
import dev.sluice.crds.ServiceSpec;
import dev.sluice.crds.StringMatch;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.traffic.RoutedService;
import dev.sluice.operator.traffic.Rule;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPBackendRef;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPBackendRefBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPHeaderFilter;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPHeaderMatch;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPHeaderMatchBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPPathMatchBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPPathModifier;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPPathModifierBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPQueryParamMatch;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPQueryParamMatchBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteFilter;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteFilterBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteMatch;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteMatchBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteRule;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteRuleBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteTimeouts;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteTimeoutsBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPURLRewriteFilterBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules in an HTTPRoute's words. */
final class HttpRules {
  private static final String FULL_PATH = "ReplaceFullPath";
  private static final String PREFIX = "ReplacePrefixMatch";

  private final RoutedService service;
  private final GatewayApiVersion version;

  HttpRules(RoutedService service, GatewayApiVersion version) {
    this.service = service;
    this.version = version;
  }

  /**
   * One rule, or one for each match where the API server asks for that: a rule that replaces a
   * prefix has to match exactly one.
   */
  Stream<HTTPRouteRule> all(Rule rule) {
    ServiceSpec.Rewrite rewrite = service.spec().rewrite();
    return rewrite != null && isGiven(rewrite.uri()) && PREFIX.equals(rewrite.type())
        ? matches(rule.matches()).stream().map(match -> of(rule, List.of(match)))
        : Stream.of(of(rule));
  }

  HTTPRouteRule of(Rule rule) {
    return of(rule, matches(rule.matches()));
  }

  private HTTPRouteRule of(Rule rule, List<HTTPRouteMatch> matches) {
    return new HTTPRouteRuleBuilder()
        .withMatches(matches)
        .withFilters(filters(rule))
        .withBackendRefs(rule.backends().stream().map(this::backend).toList())
        .withTimeouts(timeouts())
        .build();
  }

  private HTTPBackendRef backend(Rule.Backend backend) {
    return new HTTPBackendRefBuilder()
        .withGroup("")
        .withKind("Service")
        .withName(backend.service())
        .withPort(service.port())
        .withWeight(backend.weight())
        .withFilters(
            Filters.setCookie(backend.setCookie()).map(HttpRules::responseHeaders).stream()
                .toList())
        .build();
  }

  private static List<HTTPRouteMatch> matches(List<HttpMatch> matches) {
    return matches.isEmpty()
        ? List.of(new HTTPRouteMatchBuilder().withNewPath("PathPrefix", "/").build())
        : matches.stream().map(HttpRules::match).distinct().toList();
  }

  private static HTTPRouteMatch match(HttpMatch match) {
    HTTPRouteMatchBuilder result =
        new HTTPRouteMatchBuilder()
            .withHeaders(headers(match.headers()))
            .withQueryParams(queryParams(match.queryParams()))
            .withMethod(method(match.method()));
    StringMatch uri = match.uri();
    return uri == null
        ? result.withNewPath("PathPrefix", "/").build()
        : result.withPath(path(uri).build()).build();
  }

  private static HTTPPathMatchBuilder path(StringMatch uri) {
    if (isGiven(uri.regex())) {
      return new HTTPPathMatchBuilder().withType("RegularExpression").withValue(uri.regex());
    }
    if (isGiven(uri.exact())) {
      return new HTTPPathMatchBuilder().withType("Exact").withValue(uri.exact());
    }
    if (isGiven(uri.prefix())) {
      return new HTTPPathMatchBuilder().withType("PathPrefix").withValue(uri.prefix());
    }
    throw new ProblemException(
        "MatchNotSupported",
        "the Gateway API cannot match a uri in spec.service.match that way: use exact, prefix or"
            + " regex");
  }

  private static @Nullable String method(@Nullable StringMatch method) {
    if (method == null) {
      return null;
    }
    if (!isGiven(method.exact())) {
      throw new ProblemException(
          "MatchNotSupported",
          "the Gateway API matches a method in spec.service.match as a whole: use exact, with one"
              + " match for each method");
    }
    return method.exact();
  }

  static List<HTTPHeaderMatch> headers(Map<String, StringMatch> headers) {
    return new TreeMap<>(headers)
        .entrySet().stream()
            .map(
                header -> {
                  ValueMatch value = ValueMatch.of("header " + header.getKey(), header.getValue());
                  return new HTTPHeaderMatchBuilder()
                      .withName(header.getKey())
                      .withType(value.type())
                      .withValue(value.value())
                      .build();
                })
            .toList();
  }

  private static List<HTTPQueryParamMatch> queryParams(Map<String, StringMatch> params) {
    return new TreeMap<>(params)
        .entrySet().stream()
            .map(
                param -> {
                  ValueMatch value =
                      ValueMatch.of("query parameter " + param.getKey(), param.getValue());
                  return new HTTPQueryParamMatchBuilder()
                      .withName(param.getKey())
                      .withType(value.type())
                      .withValue(value.value())
                      .build();
                })
            .toList();
  }

  private List<HTTPRouteFilter> filters(Rule rule) {
    List<HTTPRouteFilter> filters = new ArrayList<>();
    Filters.requestHeaders(service)
        .ifPresent(
            headers ->
                filters.add(
                    filter(Filters.REQUEST_HEADERS).withRequestHeaderModifier(headers).build()));
    Filters.responseHeaders(service, rule.setCookie())
        .ifPresent(headers -> filters.add(responseHeaders(headers)));
    ServiceSpec.Rewrite rewrite = service.spec().rewrite();
    if (rewrite != null) {
      filters.add(rewrite(rewrite));
    }
    Filters.mirrors(service, rule.mirrored())
        .forEach(mirror -> filters.add(filter(Filters.MIRROR).withRequestMirror(mirror).build()));
    ServiceSpec.CorsPolicy cors = service.spec().corsPolicy();
    if (cors != null && version == GatewayApiVersion.V1) {
      filters.add(filter("CORS").withCors(Cors.of(cors)).build());
    }
    return filters;
  }

  private static HTTPRouteFilter responseHeaders(HTTPHeaderFilter headers) {
    return filter(Filters.RESPONSE_HEADERS).withResponseHeaderModifier(headers).build();
  }

  private static HTTPRouteFilter rewrite(ServiceSpec.Rewrite rewrite) {
    HTTPURLRewriteFilterBuilder result = new HTTPURLRewriteFilterBuilder();
    if (isGiven(rewrite.authority())) {
      result.withHostname(rewrite.authority());
    }
    if (isGiven(rewrite.uri())) {
      result.withPath(path(rewrite));
    }
    return filter("URLRewrite").withUrlRewrite(result.build()).build();
  }

  private static HTTPPathModifier path(ServiceSpec.Rewrite rewrite) {
    boolean prefix = PREFIX.equals(rewrite.type());
    return new HTTPPathModifierBuilder()
        .withType(prefix ? PREFIX : FULL_PATH)
        .withReplacePrefixMatch(prefix ? rewrite.uri() : null)
        .withReplaceFullPath(prefix ? null : rewrite.uri())
        .build();
  }

  private @Nullable HTTPRouteTimeouts timeouts() {
    boolean request = isGiven(service.spec().timeout());
    boolean backend = isGiven(service.spec().backendTimeout());
    if (version != GatewayApiVersion.V1 || !(request || backend)) {
      return null;
    }
    return new HTTPRouteTimeoutsBuilder()
        .withRequest(request ? service.spec().timeout() : null)
        .withBackendRequest(backend ? service.spec().backendTimeout() : null)
        .build();
  }

  private static HTTPRouteFilterBuilder filter(String type) {
    return new HTTPRouteFilterBuilder().withType(type);
  }

  private static boolean isGiven(@Nullable String value) {
    return value != null && !value.isEmpty();
  }
}
