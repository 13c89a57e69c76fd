package dev.sluice.operator.traffic.gatewayapi;

import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.FakeCluster;
import dev.sluice.operator.traffic.Manifests;
import dev.sluice.operator.traffic.TrafficRouter;
import dev.sluice.operator.traffic.TrafficRouterContract;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ParentReference;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.RouteParentStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.RouteParentStatusBuilder;
import java.util.List;

/** What HTTPRoute and GRPCRoute have in common. */
abstract class GatewayContract extends TrafficRouterContract {
  static final String ANALYSIS =
      """
        analysis:
          interval: 15s
          threshold: 5
          stepWeight: 10
          maxWeight: 50
          sessionAffinity:
            cookieName: canary-cookie
            primaryCookieName: primary-cookie
      """;
  static final String AB_ANALYSIS =
      """
        analysis:
          interval: 15s
          threshold: 5
          iterations: 10
          match:
          - headers:
              x-canary:
                exact: insider
      """;

  /** {@code spec.service}, which decides the kind of route. */
  abstract String service();

  GatewayApiVersion version() {
    return GatewayApiVersion.V1;
  }

  @Override
  protected TrafficRouter router() {
    return new GatewayApiRouter(cluster, version());
  }

  @Override
  protected Canary weighted() {
    return Manifests.podinfo(service() + ANALYSIS);
  }

  @Override
  protected Canary abTest() {
    return Manifests.podinfo(service() + AB_ANALYSIS);
  }

  @Override
  protected Canary withoutRef() {
    return Manifests.podinfo("  service:\n    port: 9898\n" + ANALYSIS);
  }

  @Override
  protected void prepare() {
    putGateway(cluster);
  }

  static void putGateway(FakeCluster cluster) {
    cluster.put(
        Manifests.object(
            Gateway.class,
            """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata:
              name: gateway
              namespace: istio-ingress
            spec:
              gatewayClassName: istio
            """));
  }

  @Override
  protected String carrierName() {
    return "podinfo";
  }

  static List<RouteParentStatus> accepted(List<ParentReference> parents, long generation) {
    Condition accepted =
        new ConditionBuilder()
            .withType("Accepted")
            .withStatus("True")
            .withReason("Accepted")
            .withMessage("")
            .withObservedGeneration(generation)
            .build();
    return parents.stream()
        .map(
            parent ->
                new RouteParentStatusBuilder()
                    .withControllerName("example.com/gateway")
                    .withParentRef(parent)
                    .withConditions(accepted)
                    .build())
        .toList();
  }
}
