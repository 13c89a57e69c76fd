package dev.sluice.operator.traffic.gatewayapi;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;

/** The contract for an HTTPRoute, in both versions. */
abstract class HttpRouteBase extends GatewayContract {
  static final String SERVICE =
      """
        service:
          port: 9898
          hosts:
          - www.example.com
          gatewayRefs:
          - name: gateway
            namespace: istio-ingress
      """;

  @Override
  String service() {
    return SERVICE;
  }

  @Override
  protected Class<? extends HasMetadata> carrier() {
    return HTTPRoute.class;
  }

  final HTTPRoute route() {
    return cluster.get(HTTPRoute.class, "test", "podinfo").orElseThrow();
  }
}
