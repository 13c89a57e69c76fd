package dev.sluice.playground.world.gateway;

import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCBackendRef;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCMethodMatch;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRouteFilter;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRouteMatch;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRouteRule;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rules of a GRPCRoute. A call is a POST to {@code /service/method}; the gateway decides
 * on that and speaks HTTP/1.1 to the pods.
 */
final class GrpcRouteRules {
  private static final String ANY = "[^/]+";

  private final GRPCRoute route;
  private final References references;

  GrpcRouteRules(GRPCRoute route, References references) {
    this.route = route;
    this.references = references;
  }

  /** One rule for each match, in the order of the route. */
  List<Rule> read() {
    return list(route.getSpec().getRules()).stream().flatMap(rule -> read(rule).stream()).toList();
  }

  private List<Rule> read(GRPCRouteRule rule) {
    List<GRPCRouteMatch> matches = list(rule.getMatches());
    if (matches.isEmpty()) {
      return List.of(rule(RuleMatch.ANY, rule));
    }
    return matches.stream().map(match -> rule(match(match), rule)).toList();
  }

  private Rule rule(RuleMatch match, GRPCRouteRule rule) {
    List<GRPCRouteFilter> filters = list(rule.getFilters());
    return new Rule(
        match,
        new Weighted<>(list(rule.getBackendRefs()).stream().map(this::destination).toList()),
        filters(filters),
        filters.stream()
            .filter(filter -> filter.getRequestMirror() != null)
            .flatMap(f -> HttpRouteRules.mirror(f.getRequestMirror(), references).stream())
            .toList(),
        Optional.empty(),
        Optional.empty(),
        new Answer.RouteName(
            route.getMetadata().getNamespace(),
            route.getMetadata().getName(),
            "",
            match.path().text(),
            ""));
  }

  private static RuleMatch match(GRPCRouteMatch match) {
    return new RuleMatch(
        path(match.getMethod()),
        Optional.empty(),
        list(match.getHeaders()).stream()
            .map(h -> HttpRouteRules.value(h.getType(), h.getName(), h.getValue()))
            .toList(),
        List.of());
  }

  private static PathMatch path(@Nullable GRPCMethodMatch method) {
    if (method == null || (method.getService() == null && method.getMethod() == null)) {
      return RuleMatch.ANY.path();
    }
    if ("RegularExpression".equals(method.getType())) {
      return new PathMatch.Regex(
          Pattern.compile("/" + part(method.getService()) + "/" + part(method.getMethod())));
    }
    if (method.getService() == null) {
      return new PathMatch.AnyService(method.getMethod());
    }
    return method.getMethod() == null
        ? new PathMatch.Prefix("/" + method.getService())
        : new PathMatch.Exact("/" + method.getService() + "/" + method.getMethod());
  }

  private static String part(@Nullable String expression) {
    return expression == null ? ANY : "(?:" + expression + ")";
  }

  private Weighted.Entry<Destination> destination(GRPCBackendRef ref) {
    Destination destination =
        references
            .resolve(
                ref.getGroup(), ref.getKind(), ref.getNamespace(), ref.getName(), ref.getPort())
            .<Destination>map(
                backend -> new Destination.To(backend, filters(list(ref.getFilters()))))
            .orElseGet(() -> new Destination.Broken("backend " + ref.getName() + " is not valid"));
    return new Weighted.Entry<>(destination, ref.getWeight() == null ? 1 : ref.getWeight());
  }

  private static Filters filters(List<GRPCRouteFilter> filters) {
    Filters all = Filters.NONE;
    for (GRPCRouteFilter filter : filters) {
      all =
          all.and(
              new Filters(
                  HttpRouteRules.edit(filter.getRequestHeaderModifier()),
                  HttpRouteRules.edit(filter.getResponseHeaderModifier()),
                  new PathRewrite.Keep(),
                  Optional.empty(),
                  Optional.empty()));
    }
    return all;
  }

  private static <T> List<T> list(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}
