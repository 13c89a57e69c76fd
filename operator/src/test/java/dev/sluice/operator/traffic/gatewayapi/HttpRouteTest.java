package dev.sluice.operator.traffic.gatewayapi;

import static dev.sluice.operator.traffic.Manifests.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.traffic.Cookies;
import dev.sluice.operator.traffic.Manifests;
import dev.sluice.operator.traffic.Routes;
import dev.sluice.rollout.Split;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("A10.1")
class HttpRouteTest extends HttpRouteBase {
  @Test
  void waitsUntilEveryParentHasTakenTheCurrentGeneration() {
    router().reconcile(weighted(), Cookies.NONE);
    assertThat(router().routes(weighted()))
        .isEqualTo(
            new Routes.Settling(
                Split.PRIMARY,
                "HTTPRoute podinfo.test: Gateway gateway.istio-ingress has not answered to"
                    + " generation 1 yet"));

    settle();
    router().route(weighted(), new Split(90, 10, false), Cookies.NONE);
    assertThat(router().routes(weighted()))
        .isEqualTo(
            new Routes.Settling(
                new Split(90, 10, false),
                "HTTPRoute podinfo.test: Gateway gateway.istio-ingress has not answered to"
                    + " generation 2 yet"));

    settle();
    assertThat(router().routes(weighted())).isEqualTo(new Routes.Serving(new Split(90, 10, false)));
  }

  @Test
  void saysWhyAParentDoesNotTakeTheRoute() {
    router().reconcile(weighted(), Cookies.NONE);
    settle();
    cluster.edit(
        HTTPRoute.class,
        "test",
        "podinfo",
        route -> {
          var accepted = route.getStatus().getParents().getFirst().getConditions().getFirst();
          accepted.setStatus("False");
          accepted.setReason("NotAllowedByListeners");
          accepted.setMessage("namespace test is not allowed");
        });

    assertThat(router().routes(weighted()))
        .isEqualTo(
            new Routes.Settling(
                Split.PRIMARY,
                "HTTPRoute podinfo.test: Gateway gateway.istio-ingress does not accept it:"
                    + " NotAllowedByListeners: namespace test is not allowed"));
  }

  @Test
  void saysThatAGatewayIsMissingOnlyUntilItTakesTheRoute() {
    cluster.remove(Gateway.class, "istio-ingress", "gateway");

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> router().reconcile(weighted(), Cookies.NONE))
        .withMessage(
            "Gateway gateway.istio-ingress of spec.service.gatewayRefs not found: create it, or"
                + " name one that is there");

    settle();
    router().reconcile(weighted(), Cookies.NONE);
    assertThat(router().routes(weighted())).isEqualTo(new Routes.Serving(Split.PRIMARY));
  }

  @Test
  void saysThatTheGatewayApiIsNotInstalled() {
    cluster.stopServing(HTTPRoute.class);

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> router().reconcile(weighted(), Cookies.NONE))
        .withMessageContaining("install the Gateway API's CRDs");
  }

  @Test
  void refusesMatchesThatWouldTakeEverybody() {
    Canary canary =
        Manifests.podinfo(
            service()
                + """
                  analysis:
                    iterations: 5
                    match:
                    - sourceLabels:
                        app: scheduler
                """);

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> router().route(canary, new Split(0, 100, false), Cookies.NONE))
        .withMessageContaining("sourceLabels");
    assertThat(cluster.writes()).isEmpty();
  }

  @Test
  void aRouteThatWasThereIsGivenBackAsItWas() {
    String original =
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata:
          name: podinfo
          namespace: test
          annotations:
            owner: web
        spec:
          parentRefs:
          - {group: gateway.networking.k8s.io, kind: Gateway, name: gateway, namespace: istio-ingress}
          hostnames: [www.example.com]
          rules:
          - name: all
            backendRefs:
            - {group: "", kind: Service, name: podinfo, port: 9898, weight: 1}
        """;
    cluster.put(Manifests.object(HTTPRoute.class, original));
    router().reconcile(weighted(), Cookies.NONE);
    router().route(weighted(), new Split(90, 10, false), Cookies.NONE);

    assertThat(route().getMetadata().getOwnerReferences()).isEmpty();
    assertThat(rules()).containsExactly(new Shared(true, 90, 10, false));

    router().release(weighted());
    assertSame(route(), original);
  }

  @Test
  void readsWhatFlaggerLeft() {
    cluster.put(
        Manifests.object(
            HTTPRoute.class,
            """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata:
              name: podinfo
              namespace: test
            spec:
              rules:
              - matches:
                - headers:
                  - {name: Cookie, type: RegularExpression, value: .*canary-cookie.*abc.*}
                backendRefs:
                - {group: "", kind: Service, name: podinfo-primary, port: 9898, weight: 0}
                - {group: "", kind: Service, name: podinfo-canary, port: 9898, weight: 100}
              - backendRefs:
                - {group: "", kind: Service, name: podinfo-primary, port: 9898, weight: 70}
                - {group: "", kind: Service, name: podinfo-canary, port: 9898, weight: 30}
            """));

    router().reconcile(weighted(), COOKIES);
    settle();
    assertThat(router().routes(weighted())).isEqualTo(new Routes.Serving(new Split(70, 30, false)));
  }

  @Test
  void takesEditedWeightsAsProportions() {
    router().reconcile(weighted(), Cookies.NONE);
    cluster.edit(
        HTTPRoute.class,
        "test",
        "podinfo",
        route -> {
          var backends = route.getSpec().getRules().getLast().getBackendRefs();
          backends.getFirst().setWeight(3);
          backends.getLast().setWeight(1);
        });

    router().reconcile(weighted(), Cookies.NONE);
    assertThat(rules().getLast()).isEqualTo(new Shared(true, 75, 25, false));
  }
}
