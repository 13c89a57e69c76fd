package dev.sluice.operator.traffic.istio;

import static dev.sluice.operator.traffic.Manifests.assertSame;
import static dev.sluice.operator.traffic.Manifests.assertSpec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.FakeCluster.Write;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.traffic.Cookies;
import dev.sluice.operator.traffic.Manifests;
import dev.sluice.operator.traffic.Routes;
import dev.sluice.operator.traffic.Split;
import dev.sluice.operator.traffic.TrafficRouter;
import dev.sluice.operator.traffic.TrafficRouterContract;
import io.fabric8.istio.api.networking.v1beta1.DestinationRule;
import io.fabric8.istio.api.networking.v1beta1.VirtualService;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("A1.3")
@Tag("A3.2")
class IstioRouterTest extends TrafficRouterContract {
  private static final String RULES = "/spec/http";
  private static final String ANALYSIS =
      """
        analysis:
          interval: 15s
          stepWeight: 5
          maxWeight: 50
          sessionAffinity:
            cookieName: canary-cookie
            primaryCookieName: primary-cookie
      """;

  /** As in Flagger's own end-to-end tests. */
  private static final String SERVICE =
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

  @Override
  protected TrafficRouter router() {
    return new IstioRouter(cluster);
  }

  @Override
  protected Canary weighted() {
    return Manifests.podinfo(SERVICE + ANALYSIS);
  }

  @Override
  protected Canary abTest() {
    return Manifests.podinfo(
        SERVICE
            + """
              analysis:
                interval: 15s
                iterations: 10
                match:
                - headers:
                    cookie:
                      regex: ^(.*?;)?(type=insider)(;.*)?$
            """);
  }

  @Override
  protected Canary withoutRef() {
    return Manifests.podinfo("  provider: istio\n" + ANALYSIS);
  }

  @Override
  protected void prepare() {}

  @Override
  protected void settle() {}

  @Override
  protected Class<? extends HasMetadata> carrier() {
    return VirtualService.class;
  }

  @Override
  protected String carrierName() {
    return "podinfo";
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
                new Shared(
                    rule.at("/match/0/headers").isMissingNode(),
                    weight(rule, "podinfo-primary"),
                    weight(rule, "podinfo-canary"),
                    rule.has("mirror")))
        .toList();
  }

  private static int weight(JsonNode rule, String host) {
    int weight = 0;
    for (JsonNode to : rule.path("route")) {
      weight += to.at("/destination/host").asText().equals(host) ? to.path("weight").asInt() : 0;
    }
    return weight;
  }

  private VirtualService route() {
    return cluster.get(VirtualService.class, "test", "podinfo").orElseThrow();
  }

  @Test
  void sharesByWeight() {
    Canary canary = Manifests.podinfo(SERVICE + "  analysis:\n    stepWeight: 5\n");
    router().reconcile(canary, Cookies.NONE);
    router().route(canary, new Split(95, 5, false), Cookies.NONE);

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
    router().route(canary, new Split(80, 20, false), COOKIES);

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

    router().route(canary, Split.PRIMARY, new Cookies(null, null, "canary-cookie=old"));

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
    router().route(canary, new Split(100, 0, true), Cookies.NONE);

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
    router().route(canary, new Split(0, 100, false), Cookies.NONE);

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
    router().reconcile(canary, COOKIES);
    router().route(canary, new Split(70, 30, false), COOKIES);
    router().reconcile(canary, COOKIES);

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
    assertThat(router().routes(canary)).isEqualTo(new Routes.Serving(new Split(70, 30, false)));
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
        .isThrownBy(() -> router().reconcile(canary, Cookies.NONE))
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
    router().reconcile(canary, Cookies.NONE);

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
        .isThrownBy(() -> router().reconcile(canary, Cookies.NONE))
        .withMessageStartingWith(
            "VirtualService podinfo.test cannot have hosts and gateways when delegation enabled");
  }

  private static final String POLICY =
      """
      trafficPolicy:
        connectionPool:
          http:
            h2UpgradePolicy: UPGRADE
            http1MaxPendingRequests: 10
            http2MaxRequests: 100
            idleTimeout: 5s
            maxRequestsPerConnection: 7
            maxRetries: 2
        loadBalancer:
          consistentHash:
            httpCookie: {name: user, path: /, ttl: 0s}
            minimumRingSize: 1024
          localityLbSetting:
            enabled: true
            distribute:
            - from: eu/*
              to: {eu/*: 80, us/*: 20}
          warmupDurationSecs: 30s
        outlierDetection:
          baseEjectionTime: 30s
          consecutive5xxErrors: 3
          consecutiveGatewayErrors: 2
          interval: 10s
          maxEjectionPercent: 50
          minHealthPercent: 20
          splitExternalLocalOriginErrors: true
        tls:
          mode: MUTUAL
          clientCertificate: /c
          privateKey: /k
          caCertificates: /ca
          sni: app
          subjectAltNames: [app]
      """;

  @Test
  void bothDestinationsGetTheTrafficPolicy() {
    router()
        .reconcile(
            Manifests.podinfo(
                "  service:\n    port: 9898\n"
                    + POLICY.indent(4)
                    + "  analysis: {stepWeight: 1}\n"),
            Cookies.NONE);

    for (String host : List.of("podinfo-primary", "podinfo-canary")) {
      assertSpec(
          cluster.get(DestinationRule.class, "test", host).orElseThrow(),
          "host: " + host + "\n" + POLICY);
    }
  }

  @Test
  void aSimpleLoadBalancerStaysSimple() {
    router()
        .reconcile(
            Manifests.podinfo(
                """
                  service: {port: 9898, trafficPolicy: {loadBalancer: {simple: LEAST_REQUEST}}}
                  analysis: {stepWeight: 10}
                """),
            Cookies.NONE);

    assertSpec(
        cluster.get(DestinationRule.class, "test", "podinfo-primary").orElseThrow(),
        """
        host: podinfo-primary
        trafficPolicy: {loadBalancer: {simple: LEAST_REQUEST}}
        """);
  }

  private static final String ORIGINAL =
      """
      apiVersion: networking.istio.io/v1beta1
      kind: VirtualService
      metadata:
        name: podinfo
        namespace: test
        labels:
          team: web
      spec:
        hosts: [app.example.com]
        gateways: [public]
        http:
        - match:
          - headers: {x-a: {prefix: b}}
          fault: {delay: {fixedDelay: 5s, percentage: {value: 10.0}}}
          timeout: 3s
          route:
          - destination: {host: podinfo}
      """;

  @Test
  @Tag("A3.20")
  void aVirtualServiceThatWasThereIsGivenBackAsItWas() {
    cluster.put(Manifests.object(VirtualService.class, ORIGINAL));
    router().reconcile(weighted(), COOKIES);
    router().route(weighted(), new Split(50, 50, false), COOKIES);
    router().reconcile(weighted(), COOKIES);

    assertThat(route().getMetadata().getOwnerReferences()).isEmpty();
    assertThat(route().getMetadata().getAnnotations())
        .containsKey("flagger.kubernetes.io/original-configuration");

    router().release(weighted());
    assertSame(route(), ORIGINAL);
  }

  @Test
  @Tag("A3.20")
  void whatKubectlAppliedIsPreferred() {
    VirtualService original = Manifests.object(VirtualService.class, ORIGINAL);
    original
        .getMetadata()
        .getAnnotations()
        .put(
            "kubectl.kubernetes.io/last-applied-configuration",
            """
            {"apiVersion":"networking.istio.io/v1beta1","kind":"VirtualService",
             "metadata":{"name":"podinfo","namespace":"test"},
             "spec":{"hosts":["applied"],"http":[{"route":[{"destination":{"host":"podinfo"}}]}]}}
            """);
    cluster.put(original);
    router().reconcile(weighted(), COOKIES);
    assertThat(route().getMetadata().getAnnotations())
        .doesNotContainKey("flagger.kubernetes.io/original-configuration");

    router().release(weighted());

    assertSpec(
        route(),
        """
        hosts: [applied]
        http:
        - route:
          - destination: {host: podinfo}
        """);
  }

  @Test
  void saysThatTheOriginalCannotBeRead() {
    VirtualService original = Manifests.object(VirtualService.class, ORIGINAL);
    original
        .getMetadata()
        .getAnnotations()
        .put("flagger.kubernetes.io/original-configuration", "{");
    cluster.put(original);

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> router().release(weighted()))
        .withMessageContaining("put the spec back by hand");
  }

  @Test
  void releasesNothingThatItMadeItself() {
    router().reconcile(weighted(), COOKIES);
    cluster.forgetWrites();

    router().release(weighted());
    assertThat(cluster.writes()).isEmpty();
  }

  @Test
  void reconcilingWritesEachObjectOnce() {
    router().reconcile(weighted(), COOKIES);

    assertThat(cluster.writes())
        .extracting(Write::name)
        .containsExactly("podinfo-canary", "podinfo-primary", "podinfo");
  }

  @Test
  void saysThatIstioIsNotInstalled() {
    cluster.stopServing(VirtualService.class);

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> router().reconcile(weighted(), COOKIES))
        .withMessageContaining("install Istio");
  }
}
