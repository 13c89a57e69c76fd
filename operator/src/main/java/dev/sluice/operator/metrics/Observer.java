package dev.sluice.operator.metrics;

/**
 * The built-in queries for each provider (A10.2): what meshes, gateways and ingress controllers
 * export of the canary's requests. Templates over {@link TemplateModel}.
 */
enum Observer {
  ISTIO(
      successRate(
          "istio_requests_total",
          """
          reporter="destination",destination_workload_namespace="{{ namespace }}",\
          destination_workload=~"{{ target }}\"""",
          "response_code!~\"5.*\""),
      p99(
          "istio_request_duration_milliseconds_bucket",
          """
          reporter="destination",destination_workload_namespace="{{ namespace }}",\
          destination_workload=~"{{ target }}\"""")),

  LINKERD(
      successRate(
          "response_total",
          "namespace=\"{{ namespace }}\",deployment=~\"{{ target }}\",direction=\"inbound\"",
          "classification!=\"failure\""),
      p99(
          "response_latency_ms_bucket",
          "namespace=\"{{ namespace }}\",deployment=~\"{{ target }}\",direction=\"inbound\"")),

  APPMESH(envoy(pods())),
  CONTOUR(envoy("envoy_cluster_name=~\"{{ namespace }}_{{ service }}-canary_[0-9a-zA-Z-]+\"")),
  GLOO(
      envoy(
          """
          envoy_cluster_name=~\
          "{{ namespace }}-{{ target }}-canaryupstream-[0-9a-zA-Z-]+_[0-9a-zA-Z-]+\"""")),
  KUMA(envoy("service=~\"{{ target }}-canary_{{ namespace }}_svc_[0-9a-zA-Z-]+\"")),
  KNATIVE(envoy("envoy_cluster_name=~\"{{ namespace }}/{{ route }}\"")),

  OSM(
      successRate(
          "osm_request_total",
          """
          destination_namespace="{{ namespace }}",destination_kind="Deployment",\
          destination_name="{{ target }}\"""",
          "response_code!~\"5.*\""),
      p99(
          "osm_request_duration_ms_bucket",
          """
          destination_namespace="{{ namespace }}",destination_kind="Deployment",\
          destination_name="{{ target }}\"""")),

  /** What the pods themselves export, as for {@code kubernetes} and the Gateway API. */
  HTTP(
      successRate("http_request_duration_seconds_count", pods(), "status!~\"5.*\""),
      inMillis(p99("http_request_duration_seconds_bucket", pods()))),

  /** The duration is an average. */
  NGINX(
      successRate(
          "nginx_ingress_controller_requests",
          "namespace=\"{{ namespace }}\",ingress=\"{{ ingress }}\",canary!=\"\"",
          "status!~\"5.*\""),
      inMillis(
          average(
              "nginx_ingress_controller_response_duration_seconds",
              "namespace=\"{{ namespace }}\",ingress=\"{{ ingress }}\",canary!=\"\""))),

  /** The duration is an average. */
  SKIPPER(
      successRate(
          "skipper_response_duration_seconds_bucket",
          skipperRoute() + ",le=\"+Inf\"",
          "code!~\"5..\""),
      inMillis(average("skipper_serve_route_duration_seconds", skipperRoute()))),

  TRAEFIK(
      successRate(
          "traefik_service_request_duration_seconds_bucket",
          """
          service=~"{{ namespace }}-{{ target }}-canary-[0-9a-zA-Z-]+@kubernetescrd",\
          le="+Inf\"""",
          "code!~\"5..\""),
      inMillis(
          p99(
              "traefik_service_request_duration_seconds_bucket",
              "service=~\"{{ namespace }}-{{ target }}-canary-[0-9a-zA-Z-]+@kubernetescrd\""))),

  APISIX(
      successRate(
          "apisix_http_status",
          "route=~\"{{ namespace }}_{{ route }}-{{ target }}-canary_.+\"",
          "code!~\"5..\""),
      p99(
          "apisix_http_latency_bucket",
          """
          type=~"request",\
          route=~"{{ namespace }}_{{ route }}-{{ target }}-canary_.+\""""));

  private final String successRate;
  private final String duration;

  Observer(String successRate, String duration) {
    this.successRate = successRate;
    this.duration = duration;
  }

  Observer(Observed observed) {
    this(observed.successRate(), observed.duration());
  }

  private record Observed(String successRate, String duration) {}

  /** Template of {@code request-success-rate}, in percent. */
  String successRate() {
    return successRate;
  }

  /** Template of {@code request-duration}, in milliseconds. */
  String duration() {
    return duration;
  }

  /** The model as this provider's labels spell it. */
  TemplateModel model(TemplateModel model) {
    return this == SKIPPER ? model.encodedForSkipper() : model;
  }

  /** The observer of a metrics provider; those that nobody knows have Istio's. */
  static Observer of(String provider) {
    if (provider.startsWith("appmesh")) {
      return APPMESH;
    }
    if (provider.startsWith("gloo")) {
      return GLOO;
    }
    if (provider.startsWith("gatewayapi")) {
      return HTTP;
    }
    return switch (provider) {
      case "linkerd" -> LINKERD;
      case "contour" -> CONTOUR;
      case "nginx" -> NGINX;
      case "kubernetes" -> HTTP;
      case "skipper" -> SKIPPER;
      case "traefik" -> TRAEFIK;
      case "osm" -> OSM;
      case "kuma" -> KUMA;
      case "apisix" -> APISIX;
      case "knative" -> KNATIVE;
      default -> ISTIO;
    };
  }

  private static String successRate(String counter, String selector, String succeeded) {
    return "sum(rate(%1$s{%2$s,%3$s}[{{ interval }}])) / sum(rate(%1$s{%2$s}[{{ interval }}])) * 100"
        .formatted(counter, selector, succeeded);
  }

  private static String p99(String buckets, String selector) {
    return "histogram_quantile(0.99, sum(rate(%s{%s}[{{ interval }}])) by (le))"
        .formatted(buckets, selector);
  }

  private static String average(String summary, String selector) {
    return "sum(rate(%1$s_sum{%2$s}[{{ interval }}])) / sum(rate(%1$s_count{%2$s}[{{ interval }}]))"
        .formatted(summary, selector);
  }

  private static String inMillis(String seconds) {
    return seconds + " * 1000";
  }

  private static Observed envoy(String selector) {
    return new Observed(
        successRate("envoy_cluster_upstream_rq", selector, "envoy_response_code!~\"5.*\""),
        p99("envoy_cluster_upstream_rq_time_bucket", selector));
  }

  private static String pods() {
    return "kubernetes_namespace=\"{{ namespace }}\","
        + "kubernetes_pod_name=~\"{{ target }}-[0-9a-zA-Z]+(-[0-9a-zA-Z]+)\"";
  }

  private static String skipperRoute() {
    return "route=~\"kube(ew)?_{{ namespace }}__{{ ingress }}_canary__.*__"
        + "{{ service }}_canary(_[0-9]+)?\"";
  }
}
