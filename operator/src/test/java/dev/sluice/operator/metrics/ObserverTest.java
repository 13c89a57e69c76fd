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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "LINKERD | response_total | namespace=\"my-ns\",deployment=~\"pod.info\",direction=\"inbound\" | classification!=\"failure\" | response_latency_ms_bucket | namespace=\"my-ns\",deployment=~\"pod.info\",direction=\"inbound\" | ''",
        "APPMESH | envoy_cluster_upstream_rq | kubernetes_namespace=\"my-ns\",kubernetes_pod_name=~\"pod.info-[0-9a-zA-Z]+(-[0-9a-zA-Z]+)\" | envoy_response_code!~\"5.*\" | envoy_cluster_upstream_rq_time_bucket | kubernetes_namespace=\"my-ns\",kubernetes_pod_name=~\"pod.info-[0-9a-zA-Z]+(-[0-9a-zA-Z]+)\" | ''",
        "CONTOUR | envoy_cluster_upstream_rq | envoy_cluster_name=~\"my-ns_podinfo-canary_[0-9a-zA-Z-]+\" | envoy_response_code!~\"5.*\" | envoy_cluster_upstream_rq_time_bucket | envoy_cluster_name=~\"my-ns_podinfo-canary_[0-9a-zA-Z-]+\" | ''",
        "GLOO | envoy_cluster_upstream_rq | envoy_cluster_name=~\"my-ns-pod.info-canaryupstream-[0-9a-zA-Z-]+_[0-9a-zA-Z-]+\" | envoy_response_code!~\"5.*\" | envoy_cluster_upstream_rq_time_bucket | envoy_cluster_name=~\"my-ns-pod.info-canaryupstream-[0-9a-zA-Z-]+_[0-9a-zA-Z-]+\" | ''",
        "KUMA | envoy_cluster_upstream_rq | service=~\"pod.info-canary_my-ns_svc_[0-9a-zA-Z-]+\" | envoy_response_code!~\"5.*\" | envoy_cluster_upstream_rq_time_bucket | service=~\"pod.info-canary_my-ns_svc_[0-9a-zA-Z-]+\" | ''",
        "KNATIVE | envoy_cluster_upstream_rq | envoy_cluster_name=~\"my-ns/podinfo\" | envoy_response_code!~\"5.*\" | envoy_cluster_upstream_rq_time_bucket | envoy_cluster_name=~\"my-ns/podinfo\" | ''",
        "OSM | osm_request_total | destination_namespace=\"my-ns\",destination_kind=\"Deployment\",destination_name=\"pod.info\" | response_code!~\"5.*\" | osm_request_duration_ms_bucket | destination_namespace=\"my-ns\",destination_kind=\"Deployment\",destination_name=\"pod.info\" | ''",
        "HTTP | http_request_duration_seconds_count | kubernetes_namespace=\"my-ns\",kubernetes_pod_name=~\"pod.info-[0-9a-zA-Z]+(-[0-9a-zA-Z]+)\" | status!~\"5.*\" | http_request_duration_seconds_bucket | kubernetes_namespace=\"my-ns\",kubernetes_pod_name=~\"pod.info-[0-9a-zA-Z]+(-[0-9a-zA-Z]+)\" | ' * 1000'",
        "TRAEFIK | traefik_service_request_duration_seconds_bucket | service=~\"my-ns-pod.info-canary-[0-9a-zA-Z-]+@kubernetescrd\",le=\"+Inf\" | code!~\"5..\" | traefik_service_request_duration_seconds_bucket | service=~\"my-ns-pod.info-canary-[0-9a-zA-Z-]+@kubernetescrd\" | ' * 1000'",
        "APISIX | apisix_http_status | route=~\"my-ns_podinfo-pod.info-canary_.+\" | code!~\"5..\" | apisix_http_latency_bucket | type=~\"request\",route=~\"my-ns_podinfo-pod.info-canary_.+\" | ''"
      })
  void countsAndMeasuresWhatTheContractNames(
      Observer observer,
      String counter,
      String selector,
      String succeeded,
      String buckets,
      String measured,
      String factor)
      throws RenderException {
    assertThat(rendered(observer, observer.successRate(Arm.CANARY)))
        .isEqualTo(
            "sum(rate(%1$s{%2$s,%3$s}[1m])) / sum(rate(%1$s{%2$s}[1m])) * 100"
                .formatted(counter, selector, succeeded));
    assertThat(rendered(observer, observer.duration(Arm.CANARY)))
        .isEqualTo(
            "histogram_quantile(0.99, sum(rate(%s{%s}[1m])) by (le))%s"
                .formatted(buckets, measured, factor));
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
  void nginxCountsWhatItSentToTheCanary() throws RenderException {
    assertThat(rendered(Observer.NGINX, Observer.NGINX.successRate(Arm.CANARY)))
        .isEqualTo(
            """
            sum(rate(nginx_ingress_controller_requests{namespace="my-ns",ingress="podinfo",\
            canary!="",status!~"5.*"}[1m])) / sum(rate(nginx_ingress_controller_requests{\
            namespace="my-ns",ingress="podinfo",canary!=""}[1m])) * 100""");
  }

  @Test
  void skipperSpellsNamesItsOwnWay() throws RenderException {
    String route = "route=~\"kube(ew)?_my_ns__podinfo_canary__.*__podinfo_canary(_[0-9]+)?\"";
    assertThat(rendered(Observer.SKIPPER, Observer.SKIPPER.successRate(Arm.CANARY)))
        .isEqualTo(
            "sum(rate(%1$s{%2$s,code!~\"5..\"}[1m])) / sum(rate(%1$s{%2$s}[1m])) * 100"
                .formatted("skipper_response_duration_seconds_bucket", route + ",le=\"+Inf\""));
    assertThat(rendered(Observer.SKIPPER, Observer.SKIPPER.duration(Arm.CANARY)))
        .isEqualTo(
            "sum(rate(%1$s_sum{%2$s}[1m])) / sum(rate(%1$s_count{%2$s}[1m])) * 1000"
                .formatted("skipper_serve_route_duration_seconds", route));
  }

  private static String rendered(Observer observer, String template) throws RenderException {
    return QueryTemplate.render(template, observer.model(MODEL));
  }
}
