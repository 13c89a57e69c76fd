package dev.sluice.playground.world.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.gatewayapi.v1beta1.ReferenceGrant;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** HTTPRoutes as the gateway reads them: what Gateway API says of matches, weights and filters. */
class HttpRouteRulesTest {
  @Test
  void anExactPathComesBeforePrefixesAndTheLongestOfThoseIsTried() {
    RouteFixture route =
        RouteFixture.http(
            """
            - matches: [{path: {type: PathPrefix, value: /}}]
              backendRefs: [{name: a, port: 80}]
            - matches: [{path: {type: PathPrefix, value: /api}}]
              backendRefs: [{name: b, port: 80}]
            - matches: [{path: {type: Exact, value: /api/v1}}]
              backendRefs: [{name: c, port: 80}]
            """);

    assertThat(route.served("/api/v1")).isEqualTo("c");
    assertThat(route.served("/api/v1/more")).isEqualTo("b");
    assertThat(route.served("/apis")).isEqualTo("a");
    assertThat(route.served("/other")).isEqualTo("a");
  }

  @Test
  void aMethodComesBeforeHeadersAndMoreHeadersBeforeFewer() {
    RouteFixture route =
        RouteFixture.http(
            """
            - matches: [{headers: [{name: x-a, value: "1"}]}]
              backendRefs: [{name: a, port: 80}]
            - matches: [{headers: [{name: x-a, value: "1"}, {name: x-b, value: "2"}]}]
              backendRefs: [{name: b, port: 80}]
            - matches: [{method: POST}]
              backendRefs: [{name: c, port: 80}]
            """);

    assertThat(route.served("/", "X-A", "1")).isEqualTo("a");
    assertThat(route.served("/", "X-A", "1", "X-B", "2")).isEqualTo("b");
    assertThat(route.called("/", "X-A", "1", "X-B", "2")).isEqualTo("c");
    assertThat(route.served("/")).isEqualTo("404");
  }

  @Test
  void allPartsOfAMatchHaveToHoldAndOneMatchIsEnough() {
    RouteFixture route =
        RouteFixture.http(
            """
            - matches:
              - path: {value: /shop}
                headers: [{name: x-user, type: RegularExpression, value: "in.*er"}]
              - queryParams: [{name: version, value: "2"}]
              backendRefs: [{name: canary, port: 80}]
            - backendRefs: [{name: primary, port: 80}]
            """);

    assertThat(route.served("/shop/cart", "X-User", "insider")).isEqualTo("canary");
    assertThat(route.served("/shop/cart", "X-User", "insiders")).isEqualTo("primary");
    assertThat(route.served("/cart", "X-User", "insider")).isEqualTo("primary");
    assertThat(route.served("/cart?a=b&version=2")).isEqualTo("canary");
    assertThat(route.served("/cart?version=20")).isEqualTo("primary");
  }

  @Test
  void theFirstOfEqualRulesIsTried() {
    RouteFixture route =
        RouteFixture.http(
            """
            - matches: [{headers: [{name: x-a, value: "1"}]}]
              backendRefs: [{name: a, port: 80}]
            - matches: [{headers: [{name: x-b, value: "1"}]}]
              backendRefs: [{name: b, port: 80}]
            """);

    assertThat(route.served("/", "X-A", "1", "X-B", "1")).isEqualTo("a");
  }

  @Test
  void aWeightOfZeroGetsNothingAndMissingOnesAreOne() {
    RouteFixture zero =
        RouteFixture.http(
            """
            - backendRefs: [{name: primary, port: 80, weight: 100}, {name: canary, port: 80, weight: 0}]
            """);
    RouteFixture missing =
        RouteFixture.http("- backendRefs: [{name: a, port: 80}, {name: b, port: 80, weight: 3}]");

    assertThat(zero.shares(1000)).containsOnlyKeys("primary");
    assertThat(missing.shares(1000).get("a")).isBetween(180, 320);
  }

  @Test
  void weightsAreProportionsWhateverTheyAddUpTo() {
    RouteFixture route =
        RouteFixture.http(
            """
            - backendRefs: [{name: primary, port: 80, weight: 700}, {name: canary, port: 80, weight: 300}]
            """);

    assertThat(route.shares(1000).get("canary")).isBetween(230, 370);
  }

  @Test
  void whatNobodyCanServeIsAnsweredWith500() {
    RouteFixture withoutWeight =
        RouteFixture.http("- backendRefs: [{name: a, port: 80, weight: 0}]");
    RouteFixture withoutBackend = RouteFixture.http("- matches: [{path: {value: /}}]");
    RouteFixture gone = RouteFixture.http("- backendRefs: [{name: gone, port: 80}]");
    RouteFixture portless = RouteFixture.http("- backendRefs: [{name: a, port: 81}]");
    RouteFixture bucket =
        RouteFixture.http("- backendRefs: [{kind: Bucket, group: x.io, name: a, port: 80}]");

    assertThat(withoutWeight.served("/")).isEqualTo("500");
    assertThat(withoutBackend.served("/")).isEqualTo("500");
    assertThat(gone.served("/")).isEqualTo("500");
    assertThat(gone.problem()).isEqualTo("BackendNotFound");
    assertThat(portless.problem()).isEqualTo("BackendNotFound");
    assertThat(bucket.served("/")).isEqualTo("500");
    assertThat(bucket.problem()).isEqualTo("InvalidKind");
  }

  @Test
  void aServiceOfAnotherNamespaceHasToBeGranted() {
    String rules = "- backendRefs: [{name: a, namespace: other, port: 80}]";
    ReferenceGrant grant =
        Serialization.unmarshal(
            """
            metadata: {name: g, namespace: other}
            spec:
              from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: ns}]
              to: [{group: "", kind: Service, name: a}]
            """,
            ReferenceGrant.class);

    assertThat(RouteFixture.http(rules).problem()).isEqualTo("RefNotPermitted");
    assertThat(RouteFixture.http(rules, grant).served("/")).isEqualTo("a");
  }

  @Test
  void aMirrorCopiesItsShareAndLeavesTheAnswerAlone() {
    RouteFixture all =
        RouteFixture.http(
            """
            - filters: [{type: RequestMirror, requestMirror: {backendRef: {name: shadow, port: 80}}}]
              backendRefs: [{name: primary, port: 80}]
            """);
    RouteFixture tenth =
        RouteFixture.http(
            """
            - filters:
              - type: RequestMirror
                requestMirror: {backendRef: {name: shadow, port: 80}, percent: 10}
              backendRefs: [{name: primary, port: 80}]
            """);
    RouteFixture third =
        RouteFixture.http(
            """
            - filters:
              - type: RequestMirror
                requestMirror: {backendRef: {name: shadow, port: 80}, fraction: {numerator: 1, denominator: 3}}
              backendRefs: [{name: primary, port: 80}]
            """);

    assertThat(all.shares(100)).containsOnlyKeys("primary");
    assertThat(all.copies(100)).containsEntry("shadow", 100);
    assertThat(tenth.copies(1000).get("shadow")).isBetween(50, 150);
    assertThat(third.copies(1000).get("shadow")).isBetween(250, 420);
  }

  @Test
  void filtersOfTheRuleAndOfTheBackendBothApply() {
    RouteFixture route =
        RouteFixture.http(
            """
            - matches: [{path: {value: /old}}]
              filters:
              - type: URLRewrite
                urlRewrite: {hostname: inner.example.com, path: {type: ReplacePrefixMatch, replacePrefixMatch: /new}}
              - type: RequestHeaderModifier
                requestHeaderModifier: {set: [{name: x-rule, value: "1"}], remove: [x-gone]}
              timeouts: {request: 2s}
              backendRefs:
              - name: a
                port: 80
                filters:
                - type: ResponseHeaderModifier
                  responseHeaderModifier: {add: [{name: x-backend, value: a}]}
            """);

    Answer.Forward forward =
        (Answer.Forward) route.answer(Requests.get("a.example.com", "/old/page"));
    assertThat(forward.timeout()).contains(Duration.ofSeconds(2));
    assertThat(forward.filters().host()).contains("inner.example.com");
    assertThat(forward.filters().path()).isEqualTo(new PathRewrite.Prefix("/old", "/new"));
    assertThat(forward.filters().request().remove()).containsExactly("x-gone");
    assertThat(forward.filters().request().set()).hasSize(1);
    assertThat(forward.filters().response().add()).hasSize(1);
  }

  @Test
  void aRedirectAnswersWithoutABackend() {
    RouteFixture route =
        RouteFixture.http(
            """
            - filters:
              - type: RequestRedirect
                requestRedirect: {scheme: https, hostname: b.example.com, statusCode: 301}
            """);

    Answer.Reply reply = (Answer.Reply) route.answer(Requests.get("a.example.com", "/x"));
    assertThat(reply.status()).isEqualTo(301);
    assertThat(reply.headers().get("Location")).isEqualTo("https://b.example.com/x");
  }
}
