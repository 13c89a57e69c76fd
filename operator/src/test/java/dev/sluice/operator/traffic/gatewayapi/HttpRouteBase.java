package dev.sluice.operator.traffic.gatewayapi;

import dev.sluice.operator.kube.FakeCluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteRule;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteStatus;
import java.util.List;

/** The contract for an HTTPRoute, in both versions. */
abstract class HttpRouteBase extends GatewayContract {
  @Override
  String service() {
    return """
      service:
        port: 9898
        hosts:
        - www.example.com
        gatewayRefs:
        - name: gateway
          namespace: istio-ingress
    """;
  }

  @Override
  protected Class<? extends HasMetadata> carrier() {
    return HTTPRoute.class;
  }

  @Override
  protected void settle() {
    settle(cluster);
  }

  static void settle(FakeCluster cluster) {
    cluster.edit(
        HTTPRoute.class,
        "test",
        "podinfo",
        route -> {
          HTTPRouteStatus status = new HTTPRouteStatus();
          status.setParents(
              accepted(route.getSpec().getParentRefs(), route.getMetadata().getGeneration()));
          route.setStatus(status);
        });
  }

  @Override
  protected void spoil() {
    cluster.edit(
        HTTPRoute.class,
        "test",
        "podinfo",
        route -> {
          route.getSpec().setHostnames(List.of("evil.example.com"));
          route.getSpec().setRules(List.of(route.getSpec().getRules().getLast()));
        });
  }

  @Override
  protected void spoilWeights() {
    cluster.edit(HTTPRoute.class, "test", "podinfo", route -> route.getSpec().setRules(List.of()));
  }

  @Override
  protected List<Shared> rules() {
    return route().getSpec().getRules().stream().map(HttpRouteBase::shared).toList();
  }

  private static Shared shared(HTTPRouteRule rule) {
    return new Shared(
        rule.getMatches().stream().allMatch(match -> match.getHeaders().isEmpty()),
        weight(rule, "podinfo-primary"),
        weight(rule, "podinfo-canary"),
        rule.getFilters().stream().anyMatch(filter -> filter.getRequestMirror() != null));
  }

  private static int weight(HTTPRouteRule rule, String backend) {
    return rule.getBackendRefs().stream()
        .filter(ref -> ref.getName().equals(backend))
        .mapToInt(ref -> ref.getWeight())
        .sum();
  }

  final HTTPRoute route() {
    return cluster.get(HTTPRoute.class, "test", "podinfo").orElseThrow();
  }
}
