package dev.sluice.playground.world.gateway;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1beta1.ReferenceGrant;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** The rules of one route in namespace {@code ns}, tried as the gateway tries them. */
final class RouteFixture {
  private static final Set<String> SERVICES = Set.of("a", "b", "c", "primary", "canary", "shadow");
  private static final String ROUTE =
      """
      metadata: {name: route, namespace: ns}
      spec:
        rules:
      """;

  private final SplittableRandom random = new SplittableRandom(20261127);
  private final References references;
  private final HostTable table;

  private RouteFixture(References references, List<Rule> rules) {
    this.references = references;
    List<Rule> sorted = new ArrayList<>(rules);
    sorted.sort(java.util.Comparator.comparing(Rule::match, RuleMatch.PRECEDENCE));
    this.table = HostTable.of(Map.of("*", sorted), random);
  }

  /** An HTTPRoute with these rules, a list in YAML. */
  static RouteFixture http(String rules, ReferenceGrant... grants) {
    HTTPRoute route = Serialization.unmarshal(ROUTE + rules.indent(2), HTTPRoute.class);
    References references = references(route, grants);
    return new RouteFixture(references, new HttpRouteRules(route, references).read());
  }

  /** A GRPCRoute with these rules, a list in YAML. */
  static RouteFixture grpc(String rules) {
    GRPCRoute route = Serialization.unmarshal(ROUTE + rules.indent(2), GRPCRoute.class);
    References references = references(route);
    return new RouteFixture(references, new GrpcRouteRules(route, references).read());
  }

  private static References references(HasMetadata route, ReferenceGrant... grants) {
    return new References(
        route,
        (_, name) -> SERVICES.contains(name) ? Optional.of(service(name)) : Optional.empty(),
        namespace ->
            List.of(grants).stream()
                .filter(grant -> grant.getMetadata().getNamespace().equals(namespace))
                .toList());
  }

  private static Service service(String name) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .addNewPort()
        .withPort(80)
        .endPort()
        .endSpec()
        .build();
  }

  /** Why the route's references are not all resolved. */
  String problem() {
    return references.problem().map(References.Problem::reason).orElse("");
  }

  Answer answer(RequestHead request) {
    return table.route(request);
  }

  /** The service that a GET is sent to, or the status that answers it. */
  String served(String target, String... headers) {
    return Requests.served(answer(Requests.get("a.example.com", target, headers)));
  }

  /** The service that a call is sent to. */
  String called(String path, String... headers) {
    return Requests.served(
        answer(new RequestHead("POST", "a.example.com", path, "", okhttp3.Headers.of(headers))));
  }

  /** Where so many equal requests go. */
  Map<String, Integer> shares(int requests) {
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < requests; i++) {
      counts.merge(served("/"), 1, Integer::sum);
    }
    return counts;
  }

  /** Where the copies of so many equal requests go. */
  Map<String, Integer> copies(int requests) {
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < requests; i++) {
      if (answer(Requests.get("a.example.com", "/")) instanceof Answer.Forward forward) {
        forward.mirrors().forEach(copy -> counts.merge(copy.service(), 1, Integer::sum));
      }
    }
    return counts;
  }
}
