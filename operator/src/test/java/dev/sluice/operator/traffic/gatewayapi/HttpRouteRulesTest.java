package dev.sluice.operator.traffic.gatewayapi;

import static dev.sluice.operator.traffic.Manifests.assertSame;
import static dev.sluice.operator.traffic.Manifests.assertSpec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.FakeCluster;
import dev.sluice.operator.traffic.Cookies;
import dev.sluice.operator.traffic.Manifests;
import dev.sluice.operator.traffic.TrafficRouter;
import dev.sluice.rollout.Split;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPHeader;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteRule;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an HTTPRoute says, field by field. */
@Tag("A1.3")
@Tag("A10.1")
class HttpRouteRulesTest {
  private static final Cookies COOKIES =
      new Cookies("canary-cookie=abc", "primary-cookie=xyz", "canary-cookie=old");

  private final FakeCluster cluster = new FakeCluster();
  private final TrafficRouter router = new GatewayApiRouter(cluster, GatewayApiVersion.V1);

  private HTTPRoute route() {
    return cluster.get(HTTPRoute.class, "test", "podinfo").orElseThrow();
  }

  @Test
  void sharesByWeight() {
    Canary canary = Manifests.podinfo(HttpRouteBase.SERVICE + "  analysis:\n    stepWeight: 10\n");
    router.route(canary, Split.PRIMARY, Cookies.NONE);
    router.route(canary, new Split(90, 10, false), Cookies.NONE);

    assertSame(
        route(),
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
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
          hostnames:
          - www.example.com
          parentRefs:
          - group: gateway.networking.k8s.io
            kind: Gateway
            name: gateway
            namespace: istio-ingress
          rules:
          - backendRefs:
            - group: ""
              kind: Service
              name: podinfo-primary
              port: 9898
              weight: 90
            - group: ""
              kind: Service
              name: podinfo-canary
              port: 9898
              weight: 10
            matches:
            - path:
                type: PathPrefix
                value: /
        """);
  }

  @Test
  @Tag("A1.2")
  void keepsUsersWhereACookieHasThem() {
    Canary canary =
        Manifests.podinfo(
            HttpRouteBase.SERVICE
                + """
                  analysis:
                    interval: 1m30s
                    stepWeight: 10
                    sessionAffinity:
                      cookieName: canary-cookie
                      primaryCookieName: primary-cookie
                      domain: example.com
                      httpOnly: true
                      maxAge: 3600
                      partitioned: true
                      path: /app
                      sameSite: Strict
                      secure: true
                """);
    router.route(canary, Split.PRIMARY, COOKIES);
    router.route(canary, new Split(90, 10, false), COOKIES);

    assertSpec(
        route(),
        """
        hostnames: [www.example.com]
        parentRefs:
        - {group: gateway.networking.k8s.io, kind: Gateway, name: gateway, namespace: istio-ingress}
        rules:
        - matches:
          - path: {type: PathPrefix, value: /}
            headers:
            - {name: Cookie, type: RegularExpression, value: .*canary-cookie.*abc.*}
          backendRefs:
          - {group: "", kind: Service, name: podinfo-primary, port: 9898, weight: 0}
          - {group: "", kind: Service, name: podinfo-canary, port: 9898, weight: 100}
        - matches:
          - path: {type: PathPrefix, value: /}
            headers:
            - {name: Cookie, type: RegularExpression, value: .*primary-cookie.*xyz.*}
          backendRefs:
          - {group: "", kind: Service, name: podinfo-primary, port: 9898, weight: 100}
          - {group: "", kind: Service, name: podinfo-canary, port: 9898, weight: 0}
        - matches:
          - path: {type: PathPrefix, value: /}
          backendRefs:
          - group: ""
            kind: Service
            name: podinfo-primary
            port: 9898
            weight: 90
            filters:
            - type: ResponseHeaderModifier
              responseHeaderModifier:
                add:
                - name: Set-Cookie
                  value: primary-cookie=xyz; Max-Age=90; Domain=example.com; HttpOnly; Partitioned; Path=/app; SameSite=Strict; Secure
          - group: ""
            kind: Service
            name: podinfo-canary
            port: 9898
            weight: 10
            filters:
            - type: ResponseHeaderModifier
              responseHeaderModifier:
                add:
                - name: Set-Cookie
                  value: canary-cookie=abc; Max-Age=3600; Domain=example.com; HttpOnly; Partitioned; Path=/app; SameSite=Strict; Secure
        """);
  }

  @Test
  @Tag("A1.2")
  void deletesTheCookieOfTheRolloutBefore() {
    Canary canary =
        Manifests.podinfo(
            """
              service:
                port: 9898
                gatewayRefs:
                - name: gateway
                  namespace: istio-ingress
                headers:
                  response:
                    add:
                      x-served-by: sluice
              analysis:
                stepWeight: 10
                sessionAffinity:
                  cookieName: canary-cookie
            """);
    router.route(canary, Split.PRIMARY, new Cookies(null, null, "canary-cookie=old"));

    assertSpec(
        route(),
        """
        parentRefs:
        - {group: gateway.networking.k8s.io, kind: Gateway, name: gateway, namespace: istio-ingress}
        rules:
        - matches:
          - path: {type: PathPrefix, value: /}
            headers:
            - {name: Cookie, type: RegularExpression, value: .*canary-cookie.*old.*}
          filters:
          - type: ResponseHeaderModifier
            responseHeaderModifier:
              add:
              - {name: Set-Cookie, value: canary-cookie=old; Max-Age=-1}
              - {name: x-served-by, value: sluice}
          backendRefs:
          - {group: "", kind: Service, name: podinfo-primary, port: 9898, weight: 100}
          - {group: "", kind: Service, name: podinfo-canary, port: 9898, weight: 0}
        - matches:
          - path: {type: PathPrefix, value: /}
          filters:
          - type: ResponseHeaderModifier
            responseHeaderModifier:
              add:
              - {name: x-served-by, value: sluice}
          backendRefs:
          - {group: "", kind: Service, name: podinfo-primary, port: 9898, weight: 100}
          - {group: "", kind: Service, name: podinfo-canary, port: 9898, weight: 0}
        """);
  }

  @Test
  void deletesTheCookieOfTheRolloutThatIsOverAndOfTheOneBefore() {
    router.route(
        Manifests.podinfo(HttpRouteBase.SERVICE + GatewayContract.ANALYSIS),
        Split.PRIMARY,
        COOKIES);

    assertThat(route().getSpec().getRules())
        .flatExtracting(HTTPRouteRule::getFilters)
        .flatExtracting(filter -> filter.getResponseHeaderModifier().getAdd())
        .extracting(HTTPHeader::getValue)
        .containsExactly("canary-cookie=abc; Max-Age=-1", "canary-cookie=old; Max-Age=-1");
  }

  private static final String EVERYTHING =
      """
        service:
          name: frontend
          port: 80
          timeout: 15s
          backendTimeout: 5s
          hosts:
          - a.example.com
          - b.example.com
          gatewayRefs:
          - name: public
            namespace: infra
            sectionName: https
            port: 443
          - group: ""
            kind: Service
            name: frontend
          apex:
            labels:
              team: web
            annotations:
              example.com/tier: gold
          match:
          - uri:
              prefix: /api
            method:
              exact: GET
            headers:
              x-tenant:
                exact: acme
          - uri:
              regex: /v[0-9]+/.*
            queryParams:
              debug:
                regex: "1|true"
          rewrite:
            uri: /
            authority: backend.internal
          headers:
            request:
              add:
                x-b: "2"
                x-a: "1"
              set:
                x-forwarded-by: sluice
              remove:
              - x-secret
            response:
              remove:
              - server
          mirror:
          - backendRef:
              name: audit
              namespace: infra
              port: 8080
          corsPolicy:
            allowOrigin:
            - https://example.com
            allowOrigins:
            - exact: https://www.example.com
            - regex: https://.*
            allowMethods:
            - GET
            allowHeaders:
            - x-tenant
            exposeHeaders:
            - x-id
            allowCredentials: true
            maxAge: 24h
        analysis:
          iterations: 5
          mirror: true
          mirrorWeight: 20
      """;

  @Test
  void saysAllThatTheServiceAsksFor() {
    Canary canary = Manifests.podinfo(EVERYTHING);
    router.route(canary, new Split(100, 0, true), Cookies.NONE);
    HTTPRoute route = cluster.get(HTTPRoute.class, "test", "frontend").orElseThrow();

    assertThat(route.getMetadata().getLabels()).containsEntry("team", "web");
    assertThat(route.getMetadata().getAnnotations()).containsEntry("example.com/tier", "gold");
    assertSpec(
        route,
        """
        hostnames: [a.example.com, b.example.com]
        parentRefs:
        - {group: gateway.networking.k8s.io, kind: Gateway, name: public, namespace: infra, sectionName: https, port: 443}
        - {group: "", kind: Service, name: frontend}
        rules:
        - matches:
          - path: {type: PathPrefix, value: /api}
            method: GET
            headers:
            - {name: x-tenant, type: Exact, value: acme}
          - path: {type: RegularExpression, value: "/v[0-9]+/.*"}
            queryParams:
            - {name: debug, type: RegularExpression, value: "1|true"}
          filters:
          - type: RequestHeaderModifier
            requestHeaderModifier:
              add:
              - {name: x-a, value: "1"}
              - {name: x-b, value: "2"}
              set:
              - {name: x-forwarded-by, value: sluice}
              remove: [x-secret]
          - type: ResponseHeaderModifier
            responseHeaderModifier:
              remove: [server]
          - type: URLRewrite
            urlRewrite:
              hostname: backend.internal
              path: {type: ReplaceFullPath, replaceFullPath: /}
          - type: RequestMirror
            requestMirror:
              backendRef: {group: "", kind: Service, name: audit, namespace: infra, port: 8080}
          - type: RequestMirror
            requestMirror:
              backendRef: {group: "", kind: Service, name: frontend-canary, port: 80}
              percent: 20
          - type: CORS
            cors:
              allowOrigins: [https://example.com, https://www.example.com]
              allowMethods: [GET]
              allowHeaders: [x-tenant]
              exposeHeaders: [x-id]
              allowCredentials: true
              maxAge: 86400
          timeouts:
            request: 15s
            backendRequest: 5s
          backendRefs:
          - {group: "", kind: Service, name: frontend-primary, port: 80, weight: 100}
          - {group: "", kind: Service, name: frontend-canary, port: 80, weight: 0}
        """);
  }

  @Test
  void asksForWhatTheServiceAndTheAnalysisMatch() {
    Canary canary =
        Manifests.podinfo(
            """
              service:
                port: 9898
                gatewayRefs:
                - name: gateway
                  namespace: istio-ingress
                match:
                - uri:
                    prefix: /api
                  headers:
                    x-tenant:
                      exact: acme
                    X-Canary:
                      exact: "off"
              analysis:
                iterations: 5
                match:
                - headers:
                    x-canary:
                      suffix: .beta+1
                - headers:
                    user-agent:
                      prefix: Firefox
                - queryParams:
                    canary:
                      exact: "true"
            """);
    router.route(canary, new Split(0, 100, false), Cookies.NONE);

    assertSpec(
        route(),
        """
        parentRefs:
        - {group: gateway.networking.k8s.io, kind: Gateway, name: gateway, namespace: istio-ingress}
        rules:
        - matches:
          - path: {type: PathPrefix, value: /api}
            headers:
            - {name: x-canary, type: RegularExpression, value: '.*\\.beta\\+1$'}
            - {name: x-tenant, type: Exact, value: acme}
          - path: {type: PathPrefix, value: /api}
            headers:
            - {name: X-Canary, type: Exact, value: "off"}
            - {name: user-agent, type: RegularExpression, value: ^Firefox.*}
            - {name: x-tenant, type: Exact, value: acme}
          - path: {type: PathPrefix, value: /api}
            headers:
            - {name: X-Canary, type: Exact, value: "off"}
            - {name: x-tenant, type: Exact, value: acme}
            queryParams:
            - {name: canary, type: Exact, value: "true"}
          backendRefs:
          - {group: "", kind: Service, name: podinfo-primary, port: 9898, weight: 0}
          - {group: "", kind: Service, name: podinfo-canary, port: 9898, weight: 100}
        - matches:
          - path: {type: PathPrefix, value: /api}
            headers:
            - {name: X-Canary, type: Exact, value: "off"}
            - {name: x-tenant, type: Exact, value: acme}
          backendRefs:
          - {group: "", kind: Service, name: podinfo-primary, port: 9898, weight: 100}
        """);
  }

  @Test
  void aRuleThatReplacesAPrefixHasOneMatch() {
    Canary canary =
        Manifests.podinfo(
            """
              service:
                port: 9898
                gatewayRefs:
                - name: gateway
                match:
                - uri: {prefix: /a}
                - uri: {prefix: /b}
                rewrite:
                  uri: /
                  type: ReplacePrefixMatch
              analysis:
                stepWeight: 10
            """);
    router.route(canary, new Split(90, 10, false), Cookies.NONE);

    assertSpec(
        route(),
        """
        parentRefs:
        - {group: gateway.networking.k8s.io, kind: Gateway, name: gateway}
        rules:
        - matches:
          - path: {type: PathPrefix, value: /a}
          filters: &filters
          - type: URLRewrite
            urlRewrite:
              path: {type: ReplacePrefixMatch, replacePrefixMatch: /}
          backendRefs: &backends
          - {group: "", kind: Service, name: podinfo-primary, port: 9898, weight: 90}
          - {group: "", kind: Service, name: podinfo-canary, port: 9898, weight: 10}
        - matches:
          - path: {type: PathPrefix, value: /b}
          filters: *filters
          backendRefs: *backends
        """);
  }
}
