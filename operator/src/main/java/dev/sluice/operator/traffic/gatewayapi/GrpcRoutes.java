package dev.sluice.operator.traffic.gatewayapi;

import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.traffic.Original;
import dev.sluice.operator.traffic.RouteMetadata;
import dev.sluice.operator.traffic.RoutedService;
import dev.sluice.operator.traffic.Rule;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRouteBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRouteRule;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRouteSpec;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRouteSpecBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPBackendRef;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteFilter;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteRule;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteRuleBuilder;
import java.util.List;
import java.util.Optional;

/** The GRPCRoute of a Canary. */
final class GrpcRoutes implements RouteKind {
  private final Cluster cluster;

  GrpcRoutes(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public String kind() {
    return "GRPCRoute";
  }

  @Override
  public boolean isServed() {
    return cluster.serves(GRPCRoute.class);
  }

  @Override
  public Optional<Route> find(RoutedService service) {
    return get(service)
        .map(
            route ->
                new Route(
                    route,
                    CurrentSplit.of(service, asHttp(route.getSpec().getRules())),
                    route.getSpec().getParentRefs(),
                    route.getStatus() == null ? List.of() : route.getStatus().getParents()));
  }

  @Override
  public void apply(RoutedService service, List<Rule> rules) {
    GrpcRules.firstWithoutWords(service)
        .ifPresent(
            field -> {
              throw new ProblemException(
                  "GRPCRouteCannotExpress",
                  "GRPCRoute %s.%s cannot express %s: remove that, or delete the GRPCRoute and an HTTPRoute is made instead"
                      .formatted(service.apex(), service.namespace(), field));
            });
    GrpcRules words = new GrpcRules(service);
    GRPCRouteSpec spec =
        new GRPCRouteSpecBuilder()
            .withParentRefs(ParentRefs.of(service))
            .withHostnames(service.spec().hosts())
            .withRules(rules.stream().map(words::of).toList())
            .build();
    Optional<GRPCRoute> existing = get(service);
    apply(
        RouteMetadata.ofApex(
            service, existing, existing.map(GRPCRoute::getSpec).orElseGet(GRPCRouteSpec::new)),
        spec);
  }

  @Override
  public void release(RoutedService service) {
    get(service)
        .ifPresent(
            route ->
                Original.spec(route, GRPCRouteSpec.class)
                    .ifPresent(spec -> apply(Original.bare(route), spec)));
  }

  @Override
  public void delete(RoutedService service) {
    cluster.delete(GRPCRoute.class, service.namespace(), service.apex());
  }

  private Optional<GRPCRoute> get(RoutedService service) {
    return cluster.get(GRPCRoute.class, service.namespace(), service.apex());
  }

  private void apply(ObjectMeta metadata, GRPCRouteSpec spec) {
    cluster.apply(new GRPCRouteBuilder().withMetadata(metadata).withSpec(spec).build());
  }

  /** Without the matches, which are the only part that differs. */
  private static List<HTTPRouteRule> asHttp(List<GRPCRouteRule> rules) {
    return rules.stream()
        .map(
            rule ->
                new HTTPRouteRuleBuilder()
                    .withFilters(SameNames.all(rule.getFilters(), HTTPRouteFilter.class))
                    .withBackendRefs(SameNames.all(rule.getBackendRefs(), HTTPBackendRef.class))
                    .build())
        .toList();
  }
}
