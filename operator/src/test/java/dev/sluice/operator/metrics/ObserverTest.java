package dev.sluice.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.counting.Arm;
import dev.sluice.operator.metrics.QueryTemplate.RenderException;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("A10.2")
final class ObserverTest {
  private static final TemplateModel MODEL =
      new TemplateModel(
          "podinfo", "my-ns", "pod.info", "podinfo", "podinfo", "podinfo", "1m", Map.of());

  @ParameterizedTest
  @CsvSource({
    "istio, ISTIO",
    "linkerd, LINKERD",
    "appmesh, APPMESH",
    "appmesh:v1beta2, APPMESH",
    "appmesh:service, APPMESH",
    "contour, CONTOUR",
    "contour:service, ISTIO",
    "gloo, GLOO",
    "gloo:service, GLOO",
    "nginx, NGINX",
    "kubernetes, HTTP",
    "kubernetes:service, ISTIO",
    "gatewayapi:v1, HTTP",
    "gatewayapi:v1beta1, HTTP",
    "gatewayapi:v1:service, HTTP",
    "skipper, SKIPPER",
    "traefik, TRAEFIK",
    "osm, OSM",
    "kuma, KUMA",
    "apisix, APISIX",
    "knative, KNATIVE",
    "smi:v1alpha2, ISTIO",
    "crossover, ISTIO",
    "whatever, ISTIO"
  })
  void isChosenByTheProvider(String provider, Observer expected) {
    assertThat(Observer.of(provider)).isEqualTo(expected);
  }

  @Test
  void istioAsksForTheDestinationWorkload() throws RenderException {
    assertThat(rendered(Observer.ISTIO, Observer.ISTIO.successRate(Arm.CANARY)))
        .isEqualTo(
            """
            sum(rate(istio_requests_total{reporter="destination",\
            destination_workload_namespace="my-ns",destination_workload=~"pod.info",\
            response_code!~"5.*"}[1m])) / sum(rate(istio_requests_total{reporter="destination",\
            destination_workload_namespace="my-ns",destination_workload=~"pod.info"}[1m])) * 100""");
    assertThat(rendered(Observer.ISTIO, Observer.ISTIO.duration(Arm.CANARY)))
        .isEqualTo(
            """
            histogram_quantile(0.99, sum(rate(istio_request_duration_milliseconds_bucket{\
            reporter="destination",destination_workload_namespace="my-ns",\
            destination_workload=~"pod.info"}[1m])) by (le))""");
  }

  @Test
  void nginxAveragesItsDurations() throws RenderException {
    assertThat(rendered(Observer.NGINX, Observer.NGINX.duration(Arm.CANARY)))
        .isEqualTo(
            """
            sum(rate(nginx_ingress_controller_response_duration_seconds_sum{namespace="my-ns",\
            ingress="podinfo",canary!=""}[1m])) / \
            sum(rate(nginx_ingress_controller_response_duration_seconds_count{namespace="my-ns",\
            ingress="podinfo",canary!=""}[1m])) * 1000""");
  }

  @Test
  void secondsOfPodsBecomeMilliseconds() throws RenderException {
    assertThat(rendered(Observer.HTTP, Observer.HTTP.duration(Arm.CANARY)))
        .startsWith("histogram_quantile(0.99, sum(rate(http_request_duration_seconds_bucket{")
        .endsWith(" by (le)) * 1000");
  }

  @Test
  void skipperSpellsNamesItsOwnWay() throws RenderException {
    assertThat(rendered(Observer.SKIPPER, Observer.SKIPPER.duration(Arm.CANARY)))
        .contains("route=~\"kube(ew)?_my_ns__podinfo_canary__.*__podinfo_canary(_[0-9]+)?\"");
  }

  private static String rendered(Observer observer, String template) throws RenderException {
    return QueryTemplate.render(template, observer.model(MODEL));
  }
}
