package dev.sluice.operator.traffic.gatewayapi;

import static dev.sluice.operator.traffic.Manifests.assertSpec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.traffic.Cookies;
import dev.sluice.operator.traffic.Manifests;
import dev.sluice.operator.traffic.Routes;
import dev.sluice.rollout.Split;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("A1.3")
@Tag("A10.1")
class GrpcRouteTest extends GatewayContract {
  @Override
  String service() {
    return service("portName: grpc");
  }

  private static String service(String field) {
    return """
      service:
        port: 9999
        %s
        hosts:
        - grpc.example.com
        gatewayRefs:
        - name: gateway
          namespace: istio-ingress
    """
        .formatted(field);
  }

  @Override
  protected Class<? extends HasMetadata> carrier() {
    return GRPCRoute.class;
  }

  private GRPCRoute route() {
    return cluster.get(GRPCRoute.class, "test", "podinfo").orElseThrow();
  }

  private boolean isGrpc() {
    return cluster.get(GRPCRoute.class, "test", "podinfo").isPresent();
  }

  private boolean isHttp() {
    return cluster.get(HTTPRoute.class, "test", "podinfo").isPresent();
  }

  @Test
  void sharesCallsByWeight() {
    Canary canary =
        Manifests.podinfo(
            service("appProtocol: grpc")
                + """
                    match:
                    - uri:
                        exact: /shop.Cart/Add
                    - uri:
                        prefix: /shop.Catalog/
                      headers:
                        x-tenant:
                          regex: a.*
                    headers:
                      request:
                        set:
                          x-route: sluice
                    mirror:
                    - backendRef:
                        name: audit
                        port: 9000
                  analysis:
                    stepWeight: 10
                    mirror: true
                    sessionAffinity:
                      cookieName: canary-cookie
                """);
    Cookies cookies = new Cookies("canary-cookie=abc", null, null);
    router().reconcile(canary, cookies);
    router().route(canary, new Split(80, 20, false), cookies);

    assertSpec(
        route(),
        """
        hostnames: [grpc.example.com]
        parentRefs:
        - {group: gateway.networking.k8s.io, kind: Gateway, name: gateway, namespace: istio-ingress}
        rules:
        - matches:
          - method: {type: Exact, service: shop.Cart, method: Add}
            headers:
            - {name: Cookie, type: RegularExpression, value: .*canary-cookie.*abc.*}
          - method: {type: Exact, service: shop.Catalog}
            headers:
            - {name: Cookie, type: RegularExpression, value: .*canary-cookie.*abc.*}
            - {name: x-tenant, type: RegularExpression, value: a.*}
          filters: &filters
          - type: RequestHeaderModifier
            requestHeaderModifier:
              set:
              - {name: x-route, value: sluice}
          - type: RequestMirror
            requestMirror:
              backendRef: {group: "", kind: Service, name: audit, port: 9000}
          backendRefs:
          - {group: "", kind: Service, name: podinfo-primary, port: 9999, weight: 0}
          - {group: "", kind: Service, name: podinfo-canary, port: 9999, weight: 100}
        - matches:
          - method: {type: Exact, service: shop.Cart, method: Add}
          - method: {type: Exact, service: shop.Catalog}
            headers:
            - {name: x-tenant, type: RegularExpression, value: a.*}
          filters: *filters
          backendRefs:
          - {group: "", kind: Service, name: podinfo-primary, port: 9999, weight: 80}
          - group: ""
            kind: Service
            name: podinfo-canary
            port: 9999
            weight: 20
            filters:
            - type: ResponseHeaderModifier
              responseHeaderModifier:
                add:
                - {name: Set-Cookie, value: canary-cookie=abc; Max-Age=86400}
        """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"portName: grpc", "portName: grpc-web", "appProtocol: GRPC"})
  void aServiceThatSaysGrpcGetsAGrpcRoute(String field) {
    router().reconcile(Manifests.podinfo(service(field) + ANALYSIS), Cookies.NONE);

    assertThat(isGrpc()).isTrue();
    assertThat(isHttp()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "portName: http",
        "portName: grpcish",
        "{appProtocol: http, portName: grpc}",
        "{portName: grpc, timeout: 5s}",
        "{portName: grpc, match: [{uri: {regex: /.*}}]}",
        "{portName: grpc, match: [{queryParams: {a: {exact: b}}}]}",
        "{portName: grpc, rewrite: {uri: /}}",
        "{portName: grpc, corsPolicy: {allowOrigin: [a]}}"
      })
  void othersGetAnHttpRoute(String fields) {
    String inner = fields.startsWith("{") ? fields.substring(1, fields.length() - 1) : fields;
    Canary canary =
        Manifests.podinfo(
            "  service: {port: 9999, gatewayRefs: [{name: gateway, namespace: istio-ingress}], "
                + inner
                + "}\n"
                + ANALYSIS);
    router().reconcile(canary, Cookies.NONE);

    assertThat(isHttp()).isTrue();
    assertThat(isGrpc()).isFalse();
  }

  @Test
  void staysWithTheHttpRouteThatFlaggerMade() {
    router().reconcile(Manifests.podinfo(service("portName: http") + ANALYSIS), Cookies.NONE);
    router().route(weighted(), new Split(90, 10, false), Cookies.NONE);

    router().reconcile(weighted(), Cookies.NONE);

    assertThat(isHttp()).isTrue();
    assertThat(isGrpc()).isFalse();
  }

  @Test
  void staysWithHttpWhereGrpcRoutesAreNotServed() {
    cluster.stopServing(GRPCRoute.class);
    router().reconcile(weighted(), Cookies.NONE);

    assertThat(isHttp()).isTrue();
  }

  @Test
  void movesToHttpWithItsSplitWhenTheServiceIsNoLongerGrpc() {
    router().reconcile(weighted(), Cookies.NONE);
    router().route(weighted(), new Split(60, 40, false), Cookies.NONE);
    Canary http = Manifests.podinfo(service("portName: http") + ANALYSIS);

    router().reconcile(http, Cookies.NONE);

    assertThat(isGrpc()).isFalse();
    assertThat(router().routes(http))
        .isInstanceOfSatisfying(
            Routes.Settling.class,
            routes -> assertThat(routes.split()).isEqualTo(new Split(60, 40, false)));
  }

  @Test
  void saysWhatAGrpcRouteCannotExpress() {
    router().reconcile(weighted(), Cookies.NONE);
    Canary withTimeout = Manifests.podinfo(service("portName: grpc\n    timeout: 5s") + ANALYSIS);

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> router().reconcile(withTimeout, Cookies.NONE))
        .withMessageContaining("cannot express spec.service.timeout");
  }
}
