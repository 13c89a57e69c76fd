package dev.sluice.operator.traffic.gatewayapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.operator.kube.FakeCluster.Write;
import dev.sluice.operator.traffic.Cookies;
import dev.sluice.operator.traffic.Manifests;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteFilter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The beta passes the same contract: both versions are the same objects to the API server. */
@Tag("A1.3")
@Tag("A10.1")
class HttpRouteV1Beta1Test extends HttpRouteBase {
  @Override
  GatewayApiVersion version() {
    return GatewayApiVersion.V1BETA1;
  }

  @Test
  void hasNeitherTimeoutsNorCors() {
    router()
        .reconcile(
            Manifests.podinfo(
                """
                  service:
                    port: 9898
                    timeout: 5s
                    gatewayRefs:
                    - name: gateway
                      namespace: istio-ingress
                    corsPolicy:
                      allowOrigin:
                      - https://example.com
                    headers:
                      request:
                        remove:
                        - x-secret
                  analysis:
                    stepWeight: 10
                """),
            Cookies.NONE);
    var rule =
        cluster.get(HTTPRoute.class, "test", "podinfo").orElseThrow().getSpec().getRules().get(0);

    assertThat(rule.getTimeouts()).isNull();
    assertThat(rule.getFilters())
        .extracting(HTTPRouteFilter::getType)
        .containsExactly("RequestHeaderModifier");
  }

  @Test
  void hasNoGrpcRoutes() {
    router()
        .reconcile(Manifests.podinfo(service() + "    portName: grpc\n" + ANALYSIS), Cookies.NONE);

    assertThat(cluster.writes()).extracting(Write::kind).containsExactly("HTTPRoute");
    assertThat(cluster.get(GRPCRoute.class, "test", "podinfo")).isEmpty();
  }
}
