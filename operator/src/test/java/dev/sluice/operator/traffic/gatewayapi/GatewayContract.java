package dev.sluice.operator.traffic.gatewayapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.crds.Canary;
import dev.sluice.operator.traffic.Manifests;
import dev.sluice.operator.traffic.TrafficRouter;
import dev.sluice.operator.traffic.TrafficRouterContract;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import java.util.List;

/** What HTTPRoute and GRPCRoute have in common. */
abstract class GatewayContract extends TrafficRouterContract {
  private static final String RULES = "/spec/rules";

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

  /** Every parent accepts the route as it is now. */
  @Override
  protected void settle() {
    edit(
        route -> {
          ArrayNode statuses = route.withObjectProperty("status").putArray("parents");
          for (JsonNode parent : route.at("/spec/parentRefs")) {
            ObjectNode status = statuses.addObject().put("controllerName", "example.com/gateway");
            status.set("parentRef", parent);
            status
                .putArray("conditions")
                .addObject()
                .put("type", "Accepted")
                .put("status", "True")
                .put("reason", "Accepted")
                .set("observedGeneration", route.at("/metadata/generation"));
          }
        });
  }

  @Override
  protected void spoil() {
    keepLast(RULES);
  }

  @Override
  protected void spoilWeights() {
    removeAll(RULES);
  }

  @Override
  protected List<Shared> rules() {
    return rules(RULES)
        .map(
            rule ->
                shared(
                    rule.at("/matches/0/headers").isMissingNode(),
                    rule.path("backendRefs"),
                    "/name",
                    rule.path("filters").findValue("requestMirror") != null))
        .toList();
  }
}
