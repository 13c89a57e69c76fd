package dev.sluice.operator.traffic.gatewayapi;

import dev.sluice.operator.kube.Cluster;
import dev.sluice.operator.traffic.Original;
import dev.sluice.operator.traffic.RouteMetadata;
import dev.sluice.operator.traffic.RoutedService;
import dev.sluice.operator.traffic.Rule;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteSpec;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteSpecBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The HTTPRoute of a Canary. Both versions have the same spec and status. */
final class HttpRoutes implements RouteKind {
  private final Cluster cluster;
  private final GatewayApiVersion version;

  HttpRoutes(Cluster cluster, GatewayApiVersion version) {
    this.cluster = cluster;
    this.version = version;
  }

  @Override
  public String kind() {
    return "HTTPRoute";
  }

  @Override
  public boolean isServed() {
    return cluster.serves(type());
  }

  @Override
  public Optional<Route> find(RoutedService service) {
    return get(service)
        .map(
            found ->
                new Route(
                    found.object(),
                    CurrentSplit.of(service, found.spec().getRules()),
                    found.spec().getParentRefs(),
                    found.status() == null ? List.of() : found.status().getParents()));
  }

  @Override
  public void apply(RoutedService service, List<Rule> rules) {
    HttpRules words = new HttpRules(service, version);
    HTTPRouteSpec spec =
        new HTTPRouteSpecBuilder()
            .withParentRefs(ParentRefs.of(service))
            .withHostnames(service.spec().hosts())
            .withRules(rules.stream().flatMap(words::all).toList())
            .build();
    Optional<Found> existing = get(service);
    apply(
        RouteMetadata.ofApex(
            service,
            existing.map(Found::object),
            existing.map(Found::spec).orElseGet(HTTPRouteSpec::new)),
        spec);
  }

  @Override
  public void release(RoutedService service) {
    get(service)
        .ifPresent(
            found ->
                Original.spec(found.object(), HTTPRouteSpec.class)
                    .ifPresent(spec -> apply(Original.bare(found.object()), spec)));
  }

  @Override
  public void delete(RoutedService service) {
    cluster.delete(type(), service.namespace(), service.apex());
  }

  private Class<? extends HasMetadata> type() {
    return switch (version) {
      case V1 -> HTTPRoute.class;
      case V1BETA1 -> io.fabric8.kubernetes.api.model.gatewayapi.v1beta1.HTTPRoute.class;
    };
  }

  private record Found(HasMetadata object, HTTPRouteSpec spec, @Nullable HTTPRouteStatus status) {}

  private Optional<Found> get(RoutedService service) {
    return switch (version) {
      case V1 ->
          cluster
              .get(HTTPRoute.class, service.namespace(), service.apex())
              .map(route -> new Found(route, route.getSpec(), route.getStatus()));
      case V1BETA1 ->
          cluster
              .get(
                  io.fabric8.kubernetes.api.model.gatewayapi.v1beta1.HTTPRoute.class,
                  service.namespace(),
                  service.apex())
              .map(route -> new Found(route, route.getSpec(), route.getStatus()));
    };
  }

  private void apply(ObjectMeta metadata, HTTPRouteSpec spec) {
    switch (version) {
      case V1 ->
          cluster.apply(new HTTPRouteBuilder().withMetadata(metadata).withSpec(spec).build());
      case V1BETA1 ->
          cluster.apply(
              new io.fabric8.kubernetes.api.model.gatewayapi.v1beta1.HTTPRouteBuilder()
                  .withMetadata(metadata)
                  .withSpec(spec)
                  .build());
    }
  }
}
