package dev.sluice.playground.world.gateway;

import dev.sluice.playground.world.watch.Key;
import dev.sluice.playground.world.watch.Watched;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRouteStatusBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClassStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClassStatusBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayStatusBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteStatusBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Listener;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerStatusBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.RouteGroupKindBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.RouteParentStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.RouteParentStatusBuilder;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says in the statuses of Gateway API's objects what has been taken, and what not and why. */
final class GatewayStatuses {
  static final String CONTROLLER = "sluice.dev/playground-gateway";

  private final Watched<GatewayClass> classes;
  private final Watched<Gateway> gateways;
  private final Watched<HTTPRoute> httpRoutes;
  private final Watched<GRPCRoute> grpcRoutes;
  private final Clock clock;

  GatewayStatuses(
      Watched<GatewayClass> classes,
      Watched<Gateway> gateways,
      Watched<HTTPRoute> httpRoutes,
      Watched<GRPCRoute> grpcRoutes,
      Clock clock) {
    this.classes = classes;
    this.gateways = gateways;
    this.httpRoutes = httpRoutes;
    this.grpcRoutes = grpcRoutes;
    this.clock = clock;
  }

  boolean isOurs(Gateway gateway) {
    return classes
        .get("", gateway.getSpec().getGatewayClassName())
        .filter(this::isOurs)
        .isPresent();
  }

  private boolean isOurs(GatewayClass gatewayClass) {
    return CONTROLLER.equals(gatewayClass.getSpec().getControllerName());
  }

  void write(List<GatewayApi.Read> routes) {
    for (GatewayApi.Read read : routes) {
      if (read.route() instanceof HTTPRoute route) {
        List<RouteParentStatus> before =
            route.getStatus() == null ? null : route.getStatus().getParents();
        parents(read, before)
            .ifPresent(
                parents ->
                    httpRoutes.patchStatus(
                        route, new HTTPRouteStatusBuilder().withParents(parents).build()));
      } else if (read.route() instanceof GRPCRoute route) {
        List<RouteParentStatus> before =
            route.getStatus() == null ? null : route.getStatus().getParents();
        parents(read, before)
            .ifPresent(
                parents ->
                    grpcRoutes.patchStatus(
                        route, new GRPCRouteStatusBuilder().withParents(parents).build()));
      }
    }
    classes.all().stream().filter(this::isOurs).forEach(this::accept);
    gateways.all().stream().filter(this::isOurs).forEach(gateway -> program(gateway, routes));
  }

  /** Empty when the route has nothing to do with us and never had. */
  private Optional<List<RouteParentStatus>> parents(
      GatewayApi.Read read, @Nullable List<RouteParentStatus> before) {
    List<RouteParentStatus> known = before == null ? List.of() : before;
    List<RouteParentStatus> parents = new ArrayList<>();
    known.stream().filter(p -> !CONTROLLER.equals(p.getControllerName())).forEach(parents::add);
    read.attachments().forEach(a -> parents.add(parent(read, a, known)));
    return parents.equals(known) ? Optional.empty() : Optional.of(parents);
  }

  private RouteParentStatus parent(
      GatewayApi.Read read, Attachment attachment, List<RouteParentStatus> known) {
    List<Condition> before =
        known.stream()
            .filter(p -> CONTROLLER.equals(p.getControllerName()))
            .filter(p -> Objects.equals(p.getParentRef(), attachment.parent()))
            .findFirst()
            .map(RouteParentStatus::getConditions)
            .orElse(null);
    ConditionWriter conditions =
        new ConditionWriter(before, read.route().getMetadata().getGeneration(), clock);
    return new RouteParentStatusBuilder()
        .withControllerName(CONTROLLER)
        .withParentRef(attachment.parent())
        .withConditions(
            conditions.condition(
                "Accepted",
                attachment.refusal().isEmpty(),
                attachment.refusal().orElse("Accepted"),
                attachment.refusal().isEmpty()
                    ? "the gateway obeys this route"
                    : "no listener of the gateway takes this route"),
            conditions.condition(
                "ResolvedRefs",
                read.problem().isEmpty(),
                read.problem().map(References.Problem::reason).orElse("ResolvedRefs"),
                read.problem().map(References.Problem::message).orElse("all backends are known")))
        .build();
  }

  private void accept(GatewayClass gatewayClass) {
    GatewayClassStatus status = gatewayClass.getStatus();
    classes.patchStatus(
        gatewayClass,
        new GatewayClassStatusBuilder()
            .withConditions(
                writer(gatewayClass, status == null ? null : status.getConditions())
                    .condition("Accepted", true, "Accepted", "the playground's own gateway"))
            .build());
  }

  private void program(Gateway gateway, List<GatewayApi.Read> routes) {
    GatewayStatus before = gateway.getStatus() == null ? new GatewayStatus() : gateway.getStatus();
    ConditionWriter conditions = writer(gateway, before.getConditions());
    gateways.patchStatus(
        gateway,
        new GatewayStatusBuilder()
            .addNewAddress("IPAddress", "127.0.0.1")
            .withListeners(
                gateway.getSpec().getListeners().stream()
                    .map(listener -> listener(gateway, listener, before, routes))
                    .toList())
            .withConditions(
                conditions.condition("Accepted", true, "Accepted", "the gateway is served"),
                conditions.condition("Programmed", true, "Programmed", "the gateway listens"))
            .build());
  }

  private ListenerStatus listener(
      Gateway gateway, Listener listener, GatewayStatus before, List<GatewayApi.Read> routes) {
    List<Condition> known =
        before.getListeners() == null
            ? null
            : before.getListeners().stream()
                .filter(status -> listener.getName().equals(status.getName()))
                .findFirst()
                .map(ListenerStatus::getConditions)
                .orElse(null);
    ConditionWriter conditions = writer(gateway, known);
    long attached =
        routes.stream()
            .filter(
                read ->
                    read.attachments().stream()
                        .filter(a -> Key.of(a.gateway()).equals(Key.of(gateway)))
                        .anyMatch(a -> a.listeners().contains(listener.getName())))
            .count();
    return new ListenerStatusBuilder()
        .withName(listener.getName())
        .withAttachedRoutes((int) attached)
        .withSupportedKinds(
            Stream.of("HTTPRoute", "GRPCRoute")
                .map(
                    kind ->
                        new RouteGroupKindBuilder()
                            .withGroup("gateway.networking.k8s.io")
                            .withKind(kind)
                            .build())
                .toList())
        .withConditions(
            conditions.condition("Accepted", true, "Accepted", "the listener is served"),
            conditions.condition("Programmed", true, "Programmed", "the listener listens"),
            conditions.condition("ResolvedRefs", true, "ResolvedRefs", "nothing is missing"))
        .build();
  }

  private ConditionWriter writer(HasMetadata object, @Nullable List<Condition> before) {
    return new ConditionWriter(before, object.getMetadata().getGeneration(), clock);
  }
}
