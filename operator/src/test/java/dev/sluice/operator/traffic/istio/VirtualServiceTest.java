package dev.sluice.operator.traffic.istio;

import static dev.sluice.operator.traffic.Manifests.assertSame;
import static dev.sluice.operator.traffic.Manifests.assertSpec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.FakeCluster;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.traffic.Cookies;
import dev.sluice.operator.traffic.Manifests;
import dev.sluice.operator.traffic.Routes;
import dev.sluice.operator.traffic.TrafficRouter;
import dev.sluice.rollout.Split;
import io.fabric8.istio.api.networking.v1beta1.DestinationRule;
import io.fabric8.istio.api.networking.v1beta1.VirtualService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a VirtualService says, field by field. */
@Tag("A1.3")
@Tag("A3.2")
class VirtualServiceTest {
  /** As in Flagger's own end-to-end tests. */
  static final String SERVICE =
      """
        service:
          name: podinfo
          port: 80
          targetPort: 9898
          portName: http
          portDiscovery: true
          gateways:
          - istio-system/public-gateway
          - mesh
          hosts:
          - app.example.com
          trafficPolicy:
            tls:
              mode: DISABLE
          match:
          - uri:
              prefix: /
          rewrite:
            uri: /
          timeout: 30s
      """;

  private static final Cookies COOKIES =
      new Cookies("canary-cookie=abc", "primary-cookie=xyz", "canary-cookie=old");

  private final FakeCluster cluster = new FakeCluster();
  private final TrafficRouter router = new IstioRouter(cluster);

  private VirtualService route() {
    return cluster.get(VirtualService.class, "test", "podinfo").orElseThrow();
  }

  @Test
  void sharesByWeight() {
    Canary canary = Manifests.podinfo(SERVICE + "  analysis:\n    stepWeight: 5\n");
    router.reconcile(canary, Cookies.NONE);
    router.route(canary, new Split(95, 5, false), Cookies.NONE);

    assertSame(
        route(),
        """
        apiVersion: networking.istio.io/v1beta1
        kind: VirtualService
        metadata:
          annotations:
            helm.toolkit.fluxcd.io/driftDetection: disabled
            kustomize.toolkit.fluxcd.io/reconcile: disabled
          name: podinfo
          namespace: test
          ownerReferences:
          - apiVersion: flagger.app/v1beta1
            kind: Canary
            blockOwnerDeletion: true
            controller: true
            name: podinfo
            uid: 0b7c8d1e-canary
        spec:
          gateways: [istio-system/public-gateway, mesh]
          hosts: [app.example.com, podinfo]
          http:
          - match:
            - uri: {prefix: /}
            rewrite: {uri: /}
            timeout: 30s
            route:
            - destination: {host: podinfo-primary, port: {number: 80}}
              weight: 95
            - destination: {host: podinfo-canary, port: {number: 80}}
              weight: 5
        """);
    assertSame(
        cluster.get(DestinationRule.class, "test", "podinfo-canary").orElseThrow(),
        """
        apiVersion: networking.istio.io/v1beta1
        kind: DestinationRule
        metadata:
          name: podinfo-canary
          namespace: test
          ownerReferences:
          - apiVersion: flagger.app/v1beta1
            kind: Canary
            blockOwnerDeletion: true
            controller: true
            name: podinfo
            uid: 0b7c8d1e-canary
        spec:
          host: podinfo-canary
          trafficPolicy:
            tls: {mode: DISABLE}
        """);
    assertThat(cluster.get(DestinationRule.class, "test", "podinfo-primary")).isPresent();
  }

  @Test
  @Tag("A1.2")
  void keepsUsersWhereACookieHasThem() {
    Canary canary =
        Manifests.podinfo(
            """
              service:
                port: 9898
                headers:
                  response:
                    add:
                      x-served-by: sluice
              analysis:
                interval: 15s
                stepWeight: 5
                sessionAffinity:
                  cookieName: canary-cookie
                  primaryCookieName: primary-cookie
            """);
    router.route(canary, new Split(80, 20, false), COOKIES);

    assertSpec(
        route(),
        """
        gateways: [mesh]
        hosts: [podinfo]
        http:
        - match:
          - headers: {Cookie: {regex: .*canary-cookie.*abc.*}}
          headers: &headers {response: {add: {x-served-by: sluice}}}
          route:
          - {destination: {host: podinfo-primary}, weight: 0}
          - {destination: {host: podinfo-canary}, weight: 100}
        - match:
          - headers: {Cookie: {regex: .*primary-cookie.*xyz.*}}
          headers: *headers
          route:
          - {destination: {host: podinfo-primary}, weight: 100}
          - {destination: {host: podinfo-canary}, weight: 0}
        - headers: *headers
          route:
          - destination: {host: podinfo-primary}
            weight: 80
            headers: {response: {add: {Set-Cookie: primary-cookie=xyz; Max-Age=15}}}
          - destination: {host: podinfo-canary}
            weight: 20
            headers: {response: {add: {Set-Cookie: canary-cookie=abc; Max-Age=86400}}}
        """);

    router.route(canary, Split.PRIMARY, new Cookies(null, null, "canary-cookie=old"));

    assertSpec(
        route(),
        """
        gateways: [mesh]
        hosts: [podinfo]
        http:
        - match:
          - headers: {Cookie: {regex: .*canary-cookie.*old.*}}
          headers:
            response:
              add:
                Set-Cookie: canary-cookie=old; Max-Age=-1
                x-served-by: sluice
          route: &route
          - {destination: {host: podinfo-primary}, weight: 100}
          - {destination: {host: podinfo-canary}, weight: 0}
        - headers: {response: {add: {x-served-by: sluice}}}
          route: *route
        """);
  }

  @Test
  void saysAllThatTheServiceAsksFor() {
    Canary canary =
        Manifests.podinfo(
            """
              service:
                port: 9898
                hosts:
                - "*"
                gateways:
                - public
                apex:
                  labels:
                    team: web
                match:
                - name: api
                  uri:
                    regex: /api/.*
                  ignoreUriCase: true
                  method:
                    exact: GET
                  scheme:
                    exact: https
                  authority:
                    prefix: app.
                  port: 443
                  gateways:
                  - public
                  sourceNamespace: web
                  headers:
                    x-tenant:
                      exact: acme
                  withoutHeaders:
                    x-internal: {}
                  queryParams:
                    debug:
                      exact: "1"
                retries:
                  attempts: 3
                  perTryTimeout: 2s
                  retryOn: 5xx
                rewrite:
                  uri: /v2
                  authority: backend
                  type: ReplacePrefixMatch
                headers:
                  request:
                    set:
                      x-a: "1"
                    remove:
                    - x-b
                corsPolicy:
                  allowOrigin:
                  - https://example.com
                  allowOrigins:
                  - regex: https://.*
                  allowMethods:
                  - GET
                  allowCredentials: false
                  maxAge: 24h
              analysis:
                iterations: 5
                mirror: true
                mirrorWeight: 20
            """);
    router.route(canary, new Split(100, 0, true), Cookies.NONE);

    assertThat(route().getMetadata().getLabels()).containsEntry("team", "web");
    assertSpec(
        route(),
        """
        gateways: [public]
        hosts: ["*"]
        http:
        - match:
          - name: api
            uri: {regex: /api/.*}
            ignoreUriCase: true
            method: {exact: GET}
            scheme: {exact: https}
            authority: {prefix: app.}
            port: 443
            gateways: [public]
            sourceNamespace: web
            headers: {x-tenant: {exact: acme}}
            withoutHeaders: {x-internal: {}}
            queryParams: {debug: {exact: "1"}}
          retries: {attempts: 3, perTryTimeout: 2s, retryOn: 5xx}
          rewrite: {uri: /v2, authority: backend}
          headers: {request: {set: {x-a: "1"}, remove: [x-b]}}
          corsPolicy:
            allowOrigin: [https://example.com]
            allowOrigins: [{regex: https://.*}]
            allowMethods: [GET]
            allowCredentials: false
            maxAge: 24h
          mirror: {host: podinfo-canary}
          mirrorPercentage: {value: 20.0}
          route:
          - {destination: {host: podinfo-primary}, weight: 100}
          - {destination: {host: podinfo-canary}, weight: 0}
        """);
  }

  @Test
  void asksForHeadersQueryParametersAndLabels() {
    Canary canary =
        Manifests.podinfo(
            """
              service:
                port: 9898
                match:
                - uri:
                    prefix: /api
              analysis:
                iterations: 5
                match:
                - headers:
                    x-canary:
                      exact: insider
                    user-agent:
                      suffix: Firefox
                - queryParams:
                    canary:
                      exact: "true"
                - sourceLabels:
                    app.kubernetes.io/name: scheduler
            """);
    router.route(canary, new Split(0, 100, false), Cookies.NONE);

    assertSpec(
        route(),
        """
        gateways: [mesh]
        hosts: [podinfo]
        http:
        - match:
          - uri: {prefix: /api}
            headers:
              user-agent: {regex: .*Firefox$}
              x-canary: {exact: insider}
          - uri: {prefix: /api}
            queryParams: {canary: {exact: "true"}}
          - uri: {prefix: /api}
            sourceLabels: {app.kubernetes.io/name: scheduler}
          route:
          - {destination: {host: podinfo-primary}, weight: 0}
          - {destination: {host: podinfo-canary}, weight: 100}
        - match:
          - uri: {prefix: /api}
          route:
          - {destination: {host: podinfo-primary}, weight: 100}
        """);
  }

  @Test
  void sharesTcpConnections() {
    Canary canary =
        Manifests.podinfo(
            """
              service:
                port: 6379
                appProtocol: TCP
                match:
                - port: 6379
              analysis:
                stepWeight: 10
                sessionAffinity:
                  cookieName: canary-cookie
            """);
    router.reconcile(canary, COOKIES);
    router.route(canary, new Split(70, 30, false), COOKIES);
    router.reconcile(canary, COOKIES);

    assertSpec(
        route(),
        """
        gateways: [mesh]
        hosts: [podinfo]
        tcp:
        - match:
          - port: 6379
          route:
          - {destination: {host: podinfo-primary}, weight: 70}
          - {destination: {host: podinfo-canary}, weight: 30}
        """);
    assertThat(router.routes(canary)).isEqualTo(new Routes.Serving(new Split(70, 30, false)));
  }

  @Test
  void refusesAnAbTestOfConnections() {
    Canary canary =
        Manifests.podinfo(
            """
              service: {port: 6379, appProtocol: tcp}
              analysis:
                iterations: 5
                match: [{headers: {x: {exact: y}}}]
            """);

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> router.reconcile(canary, Cookies.NONE))
        .withMessageContaining("TCP");
  }

  @Test
  void aDelegateHasNoHostsAndGateways() {
    Canary canary =
        Manifests.podinfo(
            """
              service: {port: 9898, portDiscovery: true, delegation: true}
              analysis: {stepWeight: 10}
            """);
    router.reconcile(canary, Cookies.NONE);

    assertSpec(
        route(),
        """
        http:
        - route:
          - {destination: {host: podinfo-primary, port: {number: 9898}}, weight: 100}
          - {destination: {host: podinfo-canary, port: {number: 9898}}, weight: 0}
        """);
  }

  @Test
  void refusesADelegateWithHosts() {
    Canary canary =
        Manifests.podinfo(
            """
              service: {port: 9898, delegation: true, hosts: [app.example.com]}
              analysis: {stepWeight: 10}
            """);

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> router.reconcile(canary, Cookies.NONE))
        .withMessageStartingWith(
            "VirtualService podinfo.test cannot have hosts and gateways when delegation enabled");
  }
}
