package dev.sluice.playground.world.gateway;

import io.fabric8.kubernetes.api.model.gatewayapi.v1.BackendObjectReference;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Fraction;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPBackendRef;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPCORSFilter;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPHeader;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPHeaderFilter;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPPathMatch;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPPathModifier;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRequestMirrorFilter;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRequestRedirectFilter;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteFilter;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteMatch;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the rules of an HTTPRoute. */
final class HttpRouteRules {
  private final HTTPRoute route;
  private final References references;

  HttpRouteRules(HTTPRoute route, References references) {
    this.route = route;
    this.references = references;
  }

  /** One rule for each match, in the order of the route. */
  List<Rule> read() {
    return list(route.getSpec().getRules()).stream().flatMap(rule -> read(rule).stream()).toList();
  }

  private List<Rule> read(HTTPRouteRule rule) {
    List<HTTPRouteMatch> matches = list(rule.getMatches());
    if (matches.isEmpty()) {
      return List.of(rule(RuleMatch.ANY, rule));
    }
    return matches.stream().map(match -> rule(match(match), rule)).toList();
  }

  private Rule rule(RuleMatch match, HTTPRouteRule rule) {
    List<HTTPRouteFilter> filters = list(rule.getFilters());
    Weighted<Destination> destinations =
        new Weighted<>(
            list(rule.getBackendRefs()).stream().map(ref -> destination(ref, match)).toList());
    return new Rule(
        match,
        destinations,
        filters(filters, match.path()),
        mirrors(filters),
        rule.getTimeouts() == null
            ? Optional.empty()
            : Durations.parse(rule.getTimeouts().getRequest()),
        filters.stream()
            .filter(filter -> filter.getRequestRedirect() != null)
            .map(filter -> redirect(filter.getRequestRedirect(), match.path()))
            .findFirst(),
        new Answer.RouteName(
            route.getMetadata().getNamespace(),
            route.getMetadata().getName(),
            "",
            match.path().text(),
            ""));
  }

  private static RuleMatch match(HTTPRouteMatch match) {
    return new RuleMatch(
        path(match.getPath()),
        Optional.ofNullable(match.getMethod()),
        list(match.getHeaders()).stream()
            .map(h -> value(h.getType(), h.getName(), h.getValue()))
            .toList(),
        list(match.getQueryParams()).stream()
            .map(q -> value(q.getType(), q.getName(), q.getValue()))
            .toList());
  }

  private static PathMatch path(@Nullable HTTPPathMatch path) {
    String value = path == null || path.getValue() == null ? "/" : path.getValue();
    String type = path == null || path.getType() == null ? "PathPrefix" : path.getType();
    return switch (type) {
      case "Exact" -> new PathMatch.Exact(value);
      case "RegularExpression" -> new PathMatch.Regex(Pattern.compile(value));
      default -> new PathMatch.Prefix(value);
    };
  }

  static ValueMatch value(@Nullable String type, String name, String value) {
    return "RegularExpression".equals(type)
        ? ValueMatch.regex(name, value)
        : ValueMatch.exact(name, value);
  }

  private Weighted.Entry<Destination> destination(HTTPBackendRef ref, RuleMatch match) {
    Destination destination =
        references
            .resolve(
                ref.getGroup(), ref.getKind(), ref.getNamespace(), ref.getName(), ref.getPort())
            .<Destination>map(
                backend ->
                    new Destination.To(backend, filters(list(ref.getFilters()), match.path())))
            .orElseGet(() -> new Destination.Broken("backend " + ref.getName() + " is not valid"));
    return new Weighted.Entry<>(destination, ref.getWeight() == null ? 1 : ref.getWeight());
  }

  private List<Mirror> mirrors(List<HTTPRouteFilter> filters) {
    return filters.stream()
        .filter(filter -> filter.getRequestMirror() != null)
        .flatMap(filter -> mirror(filter.getRequestMirror(), references).stream())
        .toList();
  }

  static Optional<Mirror> mirror(HTTPRequestMirrorFilter filter, References references) {
    BackendObjectReference ref = filter.getBackendRef();
    Fraction fraction = filter.getFraction();
    int percent = Objects.requireNonNullElse(filter.getPercent(), 100);
    int numerator = fraction == null ? percent : fraction.getNumerator();
    int denominator =
        fraction == null ? 100 : Objects.requireNonNullElse(fraction.getDenominator(), 100);
    return references
        .resolve(ref.getGroup(), ref.getKind(), ref.getNamespace(), ref.getName(), ref.getPort())
        .map(backend -> new Mirror(backend, numerator, denominator));
  }

  private static Filters filters(List<HTTPRouteFilter> filters, PathMatch path) {
    Filters all = Filters.NONE;
    for (HTTPRouteFilter filter : filters) {
      HTTPPathModifier modifier =
          filter.getUrlRewrite() == null ? null : filter.getUrlRewrite().getPath();
      String host = filter.getUrlRewrite() == null ? null : filter.getUrlRewrite().getHostname();
      all =
          all.and(
              new Filters(
                  edit(filter.getRequestHeaderModifier()),
                  edit(filter.getResponseHeaderModifier()),
                  rewrite(modifier, path),
                  Optional.ofNullable(host),
                  Optional.ofNullable(filter.getCors()).map(HttpRouteRules::cors)));
    }
    return all;
  }

  private static PathRewrite rewrite(@Nullable HTTPPathModifier modifier, PathMatch path) {
    if (modifier == null) {
      return new PathRewrite.Keep();
    }
    return "ReplaceFullPath".equals(modifier.getType())
        ? new PathRewrite.Full(modifier.getReplaceFullPath())
        : new PathRewrite.Prefix(path.text(), modifier.getReplacePrefixMatch());
  }

  static HeaderEdit edit(@Nullable HTTPHeaderFilter filter) {
    return filter == null
        ? HeaderEdit.NONE
        : new HeaderEdit(
            pairs(filter.getSet()), pairs(filter.getAdd()), List.copyOf(list(filter.getRemove())));
  }

  private static List<Map.Entry<String, String>> pairs(@Nullable List<HTTPHeader> headers) {
    return list(headers).stream().map(h -> Map.entry(h.getName(), h.getValue())).toList();
  }

  private static Cors cors(HTTPCORSFilter filter) {
    return new Cors(
        list(filter.getAllowOrigins()),
        list(filter.getAllowMethods()),
        list(filter.getAllowHeaders()),
        list(filter.getExposeHeaders()),
        Boolean.TRUE.equals(filter.getAllowCredentials()),
        Optional.ofNullable(filter.getMaxAge()));
  }

  private static Redirect redirect(HTTPRequestRedirectFilter filter, PathMatch path) {
    return new Redirect(
        filter.getStatusCode() == null ? 302 : filter.getStatusCode(),
        Optional.ofNullable(filter.getScheme()),
        Optional.ofNullable(filter.getHostname()),
        Optional.ofNullable(filter.getPort()),
        rewrite(filter.getPath(), path));
  }

  private static <T> List<T> list(@Nullable List<T> list) {
    return list == null ? List.of() : new ArrayList<>(list);
  }
}
