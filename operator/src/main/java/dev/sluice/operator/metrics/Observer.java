package dev.sluice.operator.metrics;

import dev.sluice.analysis.counting.Arm;

/**
 * What meshes, gateways and ingress controllers export of the requests of each arm. The built-in
 * queries of the Flagger contract (A10.2) are made of it, and the selectors of raw counters. All
 * are templates over {@link TemplateModel}.
 *
 * <p>Both are asked of the same metrics, so that they judge the same requests: Istio's, for one,
 * are those that the pod's own proxy reports ({@code reporter="destination"}), which miss
 * connections that never reached it.
 */
enum Observer {
  ISTIO,
  LINKERD,
  APPMESH,
  CONTOUR,
  GLOO,
  KUMA,
  /** The route is the revision of the arm. */
  KNATIVE,
  OSM,
  /** What the pods themselves export, as for {@code kubernetes} and the Gateway API. */
  HTTP,
  /**
   * The Ingress of the canary has no series of its own: requests that it took have its upstream in
   * the label {@code canary}, all others of the Ingress have an empty one. The duration is an
   * average.
   */
  NGINX,
  /**
   * Weights are in an Ingress of their own, {@code <ingress>-canary}. While no rollout runs, the
   * primary is behind the apex Service of the Ingress itself. The duration is an average.
   */
  SKIPPER,
  TRAEFIK,
  /** One route, {@code <route>-<target>-canary}, takes the requests of both arms. */
  APISIX;

  /** How pods are named after their workload. */
  enum PodNames {
    /** As the contract's queries have it. */
    CONTRACT,
    /** {@code <workload>-<hash>-<hash>}. */
    DEPLOYMENT,
    /** {@code <workload>-<hash>}. */
    DAEMON_SET
  }

  private Exported exported() {
    return switch (this) {
      case ISTIO ->
          Exported.p99(
              "istio_requests_total",
              Failed.status("response_code", "5.*"),
              "istio_request_duration_milliseconds",
              Exported.MILLIS);
      case LINKERD ->
          Exported.p99(
              "response_total",
              Failed.classification("failure"),
              "response_latency_ms",
              Exported.MILLIS);
      case APPMESH, CONTOUR, GLOO, KUMA, KNATIVE ->
          Exported.p99(
              "envoy_cluster_upstream_rq",
              Failed.status("envoy_response_code", "5.*"),
              "envoy_cluster_upstream_rq_time",
              Exported.MILLIS);
      case OSM ->
          Exported.p99(
              "osm_request_total",
              Failed.status("response_code", "5.*"),
              "osm_request_duration_ms",
              Exported.MILLIS);
      case HTTP ->
          Exported.p99(
              "http_request_duration_seconds_count",
              Failed.status("status", "5.*"),
              "http_request_duration_seconds",
              Exported.SECONDS);
      case NGINX ->
          Exported.average(
              "nginx_ingress_controller_requests",
              Failed.status("status", "5.*"),
              "nginx_ingress_controller_response_duration_seconds");
      case SKIPPER ->
          Exported.average(
                  "skipper_response_duration_seconds_bucket",
                  Failed.status("code", "5.."),
                  "skipper_serve_route_duration_seconds")
              .countedIn("le=\"+Inf\"");
      case TRAEFIK ->
          Exported.p99(
                  "traefik_service_request_duration_seconds_bucket",
                  Failed.status("code", "5.."),
                  "traefik_service_request_duration_seconds",
                  Exported.SECONDS)
              .countedIn("le=\"+Inf\"");
      case APISIX ->
          Exported.p99(
                  "apisix_http_status",
                  Failed.status("code", "5.."),
                  "apisix_http_latency",
                  Exported.MILLIS)
              .timedIn("type=~\"request\"");
    };
  }

  /** Matchers of the series of one arm. */
  private String selector(Arm arm, PodNames pods) {
    boolean daemonSet = pods == PodNames.DAEMON_SET;
    return switch (this) {
      case ISTIO ->
          "reporter=\"destination\",destination_workload_namespace=\"{{ namespace }}\","
              + "destination_workload=~\"%s\"".formatted(workload(arm));
      case LINKERD ->
          "namespace=\"{{ namespace }}\",%s=~\"%s\",direction=\"inbound\""
              .formatted(daemonSet ? "daemonset" : "deployment", workload(arm));
      case OSM ->
          "destination_namespace=\"{{ namespace }}\",destination_kind=\"%s\",destination_name=\"%s\""
              .formatted(daemonSet ? "DaemonSet" : "Deployment", workload(arm));
      case APPMESH, HTTP -> pods(arm, pods);
      case CONTOUR ->
          "envoy_cluster_name=~\"{{ namespace }}_{{ service }}-%s_[0-9a-zA-Z-]+\""
              .formatted(side(arm));
      case GLOO ->
          "envoy_cluster_name=~\"{{ namespace }}-{{ target }}-%supstream-[0-9a-zA-Z-]+_[0-9a-zA-Z-]+\""
              .formatted(side(arm));
      case KUMA ->
          "service=~\"{{ target }}-%s_{{ namespace }}_svc_[0-9a-zA-Z-]+\"".formatted(side(arm));
      case KNATIVE -> "envoy_cluster_name=~\"{{ namespace }}/{{ route }}\"";
      case NGINX ->
          "namespace=\"{{ namespace }}\",ingress=\"{{ ingress }}\",canary%s\"\""
              .formatted(arm == Arm.CANARY ? "!=" : "=");
      case SKIPPER -> "route=~\"kube(ew)?_{{ namespace }}__{{ ingress }}%s\"".formatted(route(arm));
      case TRAEFIK ->
          "service=~\"{{ namespace }}-{{ target }}-%s-[0-9a-zA-Z-]+@kubernetescrd\""
              .formatted(side(arm));
      case APISIX -> "route=~\"{{ namespace }}_{{ route }}-{{ target }}-canary_.+\"";
    };
  }

  /** The end of a route of Skipper's. */
  private static String route(Arm arm) {
    return arm == Arm.PRIMARY
        ? "(_canary)?__.*__{{ service }}(_primary)?(_[0-9]+)?"
        : "_canary__.*__{{ service }}_%s(_[0-9]+)?".formatted(side(arm));
  }

  /** Template of {@code request-success-rate}, in percent. */
  String successRate(Arm arm) {
    return exported().successRate(selector(arm, PodNames.CONTRACT));
  }

  /** Template of {@code request-duration}, in milliseconds. */
  String duration(Arm arm) {
    return exported().duration(selector(arm, PodNames.CONTRACT));
  }

  /** Whether {@link #duration} is a mean instead of a 99th percentile. */
  boolean durationIsMean() {
    return exported().average();
  }

  /** Templates of the selectors of one arm's raw counters. */
  Counters counters(Arm arm, PodNames pods) {
    return exported().counters(selector(arm, pods));
  }

  /** Whether the metrics tell this arm from the others. */
  boolean knows(Arm arm) {
    return switch (this) {
      case APISIX -> false;
      case NGINX, KNATIVE -> arm != Arm.BASELINE;
      default -> true;
    };
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

  private static String workload(Arm arm) {
    return "{{ target }}" + suffix(arm);
  }

  /** What the name of an arm's workload ends in. */
  static String suffix(Arm arm) {
    return arm == Arm.CANARY ? "" : "-" + side(arm);
  }

  /** What the name of an arm's Service ends in, after a dash. */
  private static String side(Arm arm) {
    return switch (arm) {
      case CANARY -> "canary";
      case PRIMARY -> "primary";
      case BASELINE -> "baseline";
    };
  }

  /** The names of the primary's and the baseline's pods begin as those of the canary's do. */
  private static String pods(Arm arm, PodNames pods) {
    String hashes = pods == PodNames.DAEMON_SET ? "[0-9a-zA-Z]+" : "[0-9a-zA-Z]+(-[0-9a-zA-Z]+)";
    String own =
        "kubernetes_namespace=\"{{ namespace }}\",kubernetes_pod_name=~\"%s-%s\""
            .formatted(workload(arm), hashes);
    return arm == Arm.CANARY && pods != PodNames.CONTRACT
        ? own + ",kubernetes_pod_name!~\"{{ target }}-(primary|baseline)-.+\""
        : own;
  }
}
