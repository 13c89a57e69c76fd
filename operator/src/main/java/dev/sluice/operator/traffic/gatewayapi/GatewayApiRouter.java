package dev.sluice.operator.traffic.gatewayapi;

import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.traffic.Cookies;
import dev.sluice.operator.traffic.Feature;
import dev.sluice.operator.traffic.RouteMetadata;
import dev.sluice.operator.traffic.RoutedService;
import dev.sluice.operator.traffic.Routes;
import dev.sluice.operator.traffic.Rules;
import dev.sluice.operator.traffic.TrafficRouter;
import dev.sluice.rollout.Split;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Shifts traffic by the weights of an HTTPRoute or GRPCRoute under the apex Service's name.
 *
 * <p>A service that says it is gRPC gets a GRPCRoute. It keeps the HTTPRoute that it has, because
 * gateways refuse one host in both kinds, and gets an HTTPRoute where a GRPCRoute has no words for
 * what the Canary asks, or is not served.
 */
public final class GatewayApiRouter implements TrafficRouter {
  private final Cluster cluster;
  private final GatewayApiVersion version;
  private final RouteKind http;
  private final RouteKind grpc;

  public GatewayApiRouter(Cluster cluster, GatewayApiVersion version) {
    this.cluster = cluster;
    this.version = version;
    this.http = new HttpRoutes(cluster, version);
    this.grpc = new GrpcRoutes(cluster);
  }

  @Override
  public Set<Feature> features() {
    return Set.of(Feature.values());
  }

  @Override
  public void reconcile(Canary canary, Cookies cookies) {
    RoutedService service = checked(canary);
    RouteKind kind = kind(service);
    RouteKind other = kind.equals(http) ? grpc : http;
    Optional<RouteKind.Route> left =
        version == GatewayApiVersion.V1
            ? other.find(service).filter(route -> RouteMetadata.isOwnedBy(route.object(), canary))
            : Optional.empty();
    Split split =
        kind.find(service).or(() -> left).flatMap(RouteKind.Route::split).orElse(Split.PRIMARY);
    kind.apply(service, Rules.of(service, split, cookies));
    if (left.isPresent()) {
      other.delete(service);
    }
    kind.find(service).ifPresent(this::checkGateways);
  }

  @Override
  public void route(Canary canary, Split split, Cookies cookies) {
    RoutedService service = checked(canary);
    kind(service).apply(service, Rules.of(service, split, cookies));
  }

  @Override
  public Routes routes(Canary canary) {
    RoutedService service = RoutedService.of(canary);
    RouteKind kind = kind(service);
    String name = "%s %s.%s".formatted(kind.kind(), service.apex(), service.namespace());
    Optional<RouteKind.Route> found = kind.find(service);
    if (found.isEmpty()) {
      return Routes.Unknown.missing(name);
    }
    RouteKind.Route route = found.get();
    if (route.split().isEmpty()) {
      return Routes.Unknown.unreadable(name, service.weights());
    }
    Split split = route.split().get();
    return ParentRefs.waiting(route)
        .findFirst()
        .<Routes>map(
            waiting ->
                new Routes.Settling(
                    split,
                    "%s: %s %s.%s %s"
                        .formatted(
                            name,
                            waiting.parent().getKind(),
                            waiting.parent().getName(),
                            waiting.namespace(route),
                            waiting.reason())))
        .orElseGet(() -> new Routes.Serving(split));
  }

  @Override
  public void release(Canary canary) {
    RoutedService service = RoutedService.of(canary);
    kind(service).release(service);
  }

  private RouteKind kind(RoutedService service) {
    if (version != GatewayApiVersion.V1 || !GrpcRules.isGrpc(service.spec())) {
      return http;
    }
    if (http.find(service).isPresent()) {
      return http;
    }
    if (grpc.find(service).isPresent()) {
      return grpc;
    }
    return grpc.isServed() && GrpcRules.firstWithoutWords(service).isEmpty() ? grpc : http;
  }

  private RoutedService checked(Canary canary) {
    RoutedService service = RoutedService.of(canary);
    if (service.spec().gatewayRefs().isEmpty()) {
      throw new ProblemException(
          "GatewayRefsMissing",
          "spec.service.gatewayRefs is missing: name the Gateway that the route of %s.%s attaches to"
              .formatted(service.apex(), service.namespace()));
    }
    if (!http.isServed()) {
      throw new ProblemException(
          "GatewayApiMissing",
          "the API server does not know HTTPRoute gateway.networking.k8s.io/%s: install the Gateway API's CRDs, or set spec.provider to another provider"
              .formatted(version.name().toLowerCase(Locale.ROOT)));
    }
    boolean others =
        Rules.analysisMatches(service).stream().anyMatch(match -> !match.sourceLabels().isEmpty());
    if (others) {
      throw new ProblemException(
          "MatchNotSupported",
          "the Gateway API cannot match sourceLabels of spec.analysis.match: use headers or"
              + " queryParams");
    }
    return service;
  }

  /**
   * After the route is written, because a Gateway in a namespace that is not watched is known only
   * by what it says of the route.
   */
  private void checkGateways(RouteKind.Route route) {
    ParentRefs.waiting(route)
        .filter(ParentRefs.Waiting::isGateway)
        .forEach(
            waiting -> {
              String namespace = waiting.namespace(route);
              String name = waiting.parent().getName();
              if (cluster.get(Gateway.class, namespace, name).isEmpty()) {
                throw new ProblemException(
                    "GatewayNotFound",
                    "Gateway %s.%s of spec.service.gatewayRefs not found: create it, or name one that is there"
                        .formatted(name, namespace));
              }
            });
  }
}
