package dev.sluice.playground.world.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** GRPCRoutes as the gateway reads them: a call is a POST to {@code /service/method}. */
class GrpcRouteRulesTest {
  @Test
  void aMethodOfAServiceComesBeforeTheServiceAndThatBeforeAMethodOfAnyService() {
    RouteFixture route =
        RouteFixture.grpc(
            """
            - backendRefs: [{name: primary, port: 80}]
            - matches: [{method: {method: Login}}]
              backendRefs: [{name: a, port: 80}]
            - matches: [{method: {service: shop.Users}}]
              backendRefs: [{name: b, port: 80}]
            - matches: [{method: {service: shop.Users, method: Logout}}]
              backendRefs: [{name: c, port: 80}]
            """);

    assertThat(route.called("/shop.Users/Logout")).isEqualTo("c");
    assertThat(route.called("/shop.Users/Login")).isEqualTo("b");
    assertThat(route.called("/shop.Admins/Login")).isEqualTo("a");
    assertThat(route.called("/shop.Admins/Logout")).isEqualTo("primary");
  }

  @Test
  void aServiceIsNoPrefixOfAnotherOne() {
    RouteFixture route =
        RouteFixture.grpc(
            """
            - matches: [{method: {service: shop.User}}]
              backendRefs: [{name: a, port: 80}]
            """);

    assertThat(route.called("/shop.User/Login")).isEqualTo("a");
    assertThat(route.called("/shop.Users/Login")).isEqualTo("404");
  }

  @Test
  void expressionsAreForTheWholeServiceAndMethod() {
    RouteFixture route =
        RouteFixture.grpc(
            """
            - matches: [{method: {type: RegularExpression, service: "shop[.].*", method: "Log(in|out)"}}]
              backendRefs: [{name: a, port: 80}]
            - matches: [{method: {type: RegularExpression, method: "Get.*"}}]
              backendRefs: [{name: b, port: 80}]
            """);

    assertThat(route.called("/shop.Users/Login")).isEqualTo("a");
    assertThat(route.called("/shop.Users/Login2")).isEqualTo("404");
    assertThat(route.called("/bank.Users/Login")).isEqualTo("404");
    assertThat(route.called("/bank.Users/GetAll")).isEqualTo("b");
  }

  @Test
  void headersDecideAmongEqualMethods() {
    RouteFixture route =
        RouteFixture.grpc(
            """
            - backendRefs: [{name: primary, port: 80}]
            - matches: [{headers: [{name: x-user, value: insider}]}]
              backendRefs: [{name: canary, port: 80}]
            """);

    assertThat(route.called("/shop.Users/Login", "X-User", "insider")).isEqualTo("canary");
    assertThat(route.called("/shop.Users/Login", "X-User", "outsider")).isEqualTo("primary");
  }

  @Test
  void weightsAndMirrorsAreThoseOfHttpRoutes() {
    RouteFixture route =
        RouteFixture.grpc(
            """
            - filters: [{type: RequestMirror, requestMirror: {backendRef: {name: shadow, port: 80}}}]
              backendRefs: [{name: primary, port: 80, weight: 3}, {name: canary, port: 80}]
            """);

    assertThat(route.shares(1000).get("canary")).isBetween(180, 320);
    assertThat(route.copies(10)).containsEntry("shadow", 10);
  }
}
