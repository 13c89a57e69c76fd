package dev.sluice.operator.traffic.provider;

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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("A10.1")
class TrafficRoutersTest {
  private final FakeCluster cluster = new FakeCluster();
  private final TrafficRouters routers =
      new TrafficRouters(cluster, "nginx", "nginx.ingress.kubernetes.io");

  @ParameterizedTest
  @CsvSource({
    "istio, IstioRouter",
    "nginx, NginxRouter",
    "gatewayapi:v1, GatewayApiRouter",
    "gatewayapi:v1beta1, GatewayApiRouter",
    "kubernetes, KubernetesRouter"
  })
  void aProviderHasItsRouter(String provider, String router) {
    assertThat(routers.of(canary("  provider: " + provider)).getClass().getSimpleName())
        .isEqualTo(router);
  }

  @Test
  void theBetaIsNotTheFirstVersion() {
    assertThat(routers.of(canary("  provider: gatewayapi:v1beta1")))
        .isNotSameAs(routers.of(canary("  provider: gatewayapi:v1")));
  }

  @Test
  void aCanaryWithoutProviderGetsTheDefault() {
    assertThat(routers.provider(canary(""))).isEqualTo("nginx");
    assertThat(routers.of(canary("")).getClass().getSimpleName()).isEqualTo("NginxRouter");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "linkerd",
        "contour",
        "gloo",
        "traefik",
        "kuma",
        "apisix",
        "skipper",
        "appmesh",
        "appmesh:v1beta2",
        "osm",
        "smi:v1alpha1:istio",
        "smi:v1alpha2",
        "knative",
        "gatewayapi",
        "nonsense"
      })
  void saysWhichProvidersThereAre(String provider) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> routers.of(canary("  provider: \"" + provider + "\"")))
        .satisfies(problem -> assertThat(problem.reason()).isEqualTo("ProviderNotSupported"))
        .withMessage(
            "provider "
                + provider
                + " is not supported: set spec.provider to one of kubernetes, gatewayapi:v1,"
                + " gatewayapi:v1beta1, istio, nginx");
  }

  @Test
  void plainKubernetesCannotShift() {
    Canary canary = canary("  provider: kubernetes");
    TrafficRouter router = routers.of(canary);
    router.reconcile(canary, Cookies.NONE);
    router.route(canary, new Split(50, 50, false), Cookies.NONE);
    router.release(canary);

    assertThat(router.features()).isEmpty();
    assertThat(router.routes(canary)).isEqualTo(new Routes.Serving(Split.PRIMARY));
    assertThat(cluster.writes()).isEmpty();
  }

  private static Canary canary(String provider) {
    return Manifests.podinfo(provider + "\n  service: {port: 80}\n  analysis: {stepWeight: 5}\n");
  }
}
