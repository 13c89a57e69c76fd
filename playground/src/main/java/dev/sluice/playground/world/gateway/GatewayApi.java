package dev.sluice.playground.world.gateway;

import dev.sluice.playground.world.watch.Api;
import dev.sluice.playground.world.watch.Change;
import dev.sluice.playground.world.watch.Key;
import dev.sluice.playground.world.watch.KeyedLoop;
import dev.sluice.playground.world.watch.Watched;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ParentReference;
import io.fabric8.kubernetes.api.model.gatewayapi.v1beta1.ReferenceGrant;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Obeys the HTTPRoutes and GRPCRoutes of all Gateways of its class. At every change the table is
 * built anew and put in place; only then do the statuses say so.
 */
final class GatewayApi implements Routing, AutoCloseable {
  private static final Key EVERYTHING = new Key("", "routes");

  private final Watched<GatewayClass> classes;
  private final Watched<Gateway> gateways;
  private final Watched<HTTPRoute> httpRoutes;
  private final Watched<GRPCRoute> grpcRoutes;
  private final Watched<ReferenceGrant> grants;
  private final Watched<Service> services;
  private final Watched<Namespace> namespaces;
  private final GatewayStatuses statuses;
  private final RandomGenerator random;
  private final KeyedLoop loop;
  private volatile Routing table = request -> Answer.Reply.NOT_FOUND;

  /**
   * A route, read.
   *
   * @param problem with its references, if there is one
   */
  record Read(
      HasMetadata route,
      List<Rule> rules,
      List<Attachment> attachments,
      Optional<References.Problem> problem) {}

  GatewayApi(Api api, ScheduledExecutorService timer, Clock clock, RandomGenerator random) {
    this.classes = api.watch(GatewayClass.class);
    this.gateways = api.watch(Gateway.class);
    this.httpRoutes = api.watch(HTTPRoute.class);
    this.grpcRoutes = api.watch(GRPCRoute.class);
    this.grants = api.watch(ReferenceGrant.class);
    this.services = api.watch(Service.class);
    this.namespaces = api.watch(Namespace.class);
    this.statuses = new GatewayStatuses(classes, gateways, httpRoutes, grpcRoutes, clock);
    this.random = random;
    this.loop = new KeyedLoop("gateway-api", timer, key -> rebuild());
    List.of(classes, gateways, httpRoutes, grpcRoutes, grants, namespaces)
        .forEach(watched -> watched.onChange(change -> loop.add(EVERYTHING)));
    services.onChange(this::serviceChanged);
  }

  /** Only that it is there, and its ports, matter here. */
  private void serviceChanged(Change<Service> change) {
    if (change.before() == null
        || change.after() == null
        || !change.before().getSpec().getPorts().equals(change.after().getSpec().getPorts())) {
      loop.add(EVERYTHING);
    }
  }

  @Override
  public Answer route(RequestHead request) {
    return table.route(request);
  }

  private Optional<Duration> rebuild() {
    List<Read> routes = new ArrayList<>();
    for (HTTPRoute route : httpRoutes.all()) {
      routes.add(
          read(
              route,
              route.getSpec().getHostnames(),
              route.getSpec().getParentRefs(),
              references -> new HttpRouteRules(route, references).read()));
    }
    for (GRPCRoute route : grpcRoutes.all()) {
      routes.add(
          read(
              route,
              route.getSpec().getHostnames(),
              route.getSpec().getParentRefs(),
              references -> new GrpcRouteRules(route, references).read()));
    }
    table = table(routes);
    statuses.write(routes);
    return Optional.empty();
  }

  private Read read(
      HasMetadata route,
      @Nullable List<String> hostnames,
      @Nullable List<ParentReference> parents,
      Function<References, List<Rule>> reader) {
    References references = new References(route, services::get, grants::in);
    List<Attachment> attachments = attachments(route, hostnames, parents);
    try {
      return new Read(route, reader.apply(references), attachments, references.problem());
    } catch (PatternSyntaxException e) {
      // One route that cannot be obeyed must not keep the others from being.
      return new Read(
          route,
          List.of(),
          attachments.stream().map(a -> a.refused("UnsupportedValue")).toList(),
          references.problem());
    }
  }

  private List<Attachment> attachments(
      HasMetadata route,
      @Nullable List<String> hostnames,
      @Nullable List<ParentReference> parents) {
    List<Attachment> attachments = new ArrayList<>();
    for (ParentReference parent : parents == null ? List.<ParentReference>of() : parents) {
      String namespace =
          parent.getNamespace() == null
              ? route.getMetadata().getNamespace()
              : parent.getNamespace();
      gateways
          .get(namespace, parent.getName())
          .filter(gateway -> parent.getKind() == null || "Gateway".equals(parent.getKind()))
          .filter(statuses::isOurs)
          .map(
              gateway ->
                  Attachment.of(
                      route,
                      hostnames == null ? List.of() : hostnames,
                      parent,
                      gateway,
                      namespaces))
          .ifPresent(attachments::add);
    }
    return attachments;
  }

  /** Rules of one host go by how specific they are, then by the age and name of their route. */
  private HostTable table(List<Read> routes) {
    Map<String, List<Rule>> byHost = new HashMap<>();
    routes.stream()
        .sorted(
            Comparator.<Read, String>comparing(r -> r.route().getMetadata().getCreationTimestamp())
                .thenComparing(r -> Key.of(r.route()).toString()))
        .forEach(
            read ->
                read.attachments().stream()
                    .flatMap(attachment -> attachment.hosts().stream())
                    .distinct()
                    .forEach(
                        host ->
                            byHost
                                .computeIfAbsent(host, h -> new ArrayList<>())
                                .addAll(read.rules())));
    // The sort is stable, so what came first stays first among equals.
    byHost
        .values()
        .forEach(rules -> rules.sort(Comparator.comparing(Rule::match, RuleMatch.PRECEDENCE)));
    return HostTable.of(byHost, random);
  }

  @Override
  public void close() {
    loop.close();
  }
}
