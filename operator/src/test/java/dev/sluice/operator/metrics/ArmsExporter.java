package dev.sluice.operator.metrics;

import java.util.List;

/** What an exporter of all providers' metrics says at one scrape; see {@link RealArmsTest}. */
final class ArmsExporter {
  private final StringBuilder text = new StringBuilder();
  private final long scrape;

  ArmsExporter(long scrape) {
    this.scrape = scrape;
  }

  String text() {
    arms(
        "istio_requests_total",
        "response_code",
        "istio_request_duration_milliseconds",
        "100",
        "reporter=\"destination\",destination_workload_namespace=\"test\",destination_workload=\"%s\"",
        "podinfo",
        "podinfo-primary",
        "podinfo-baseline",
        "podinfo-other");
    arms(
        "osm_request_total",
        "response_code",
        "osm_request_duration_ms",
        "100",
        "destination_namespace=\"test\",destination_kind=\"Deployment\",destination_name=\"%s\"",
        "podinfo",
        "podinfo-primary",
        "podinfo-baseline",
        "podinfo-other");
    arms(
        "http_request_duration_seconds_count",
        "status",
        "http_request_duration_seconds",
        "0.1",
        "kubernetes_namespace=\"test\",kubernetes_pod_name=\"%s\"",
        "podinfo-7d9f-x2x4z",
        "podinfo-primary-7d9f-x2x4z",
        "podinfo-baseline-7d9f-x2x4z",
        "podinfo-other-7d9f-x2x4z");
    arms(
        "http_request_duration_seconds_count",
        "status",
        "http_request_duration_seconds",
        "0.1",
        "kubernetes_namespace=\"daemons\",kubernetes_pod_name=\"%s\"",
        "podinfo-x2x4z",
        "podinfo-primary-x2x4z",
        "podinfo-baseline-x2x4z",
        "podinfo-a-b-c");
    arms(
        "nginx_ingress_controller_requests",
        "status",
        "nginx_ingress_controller_response_duration_seconds",
        "0.1",
        "namespace=\"test\",%s",
        "ingress=\"podinfo\",canary=\"test-podinfo-canary-80\"",
        "ingress=\"podinfo\",canary=\"\"",
        "",
        "ingress=\"other\",canary=\"\"");
    envoy(
        "envoy_cluster_name=\"%s\"",
        "test_podinfo-canary_80",
        "test_podinfo-primary_80",
        "test_podinfo-baseline_80",
        "test_podinfo_80");
    envoy(
        "envoy_cluster_name=\"%s\"",
        "test-podinfo-canaryupstream-80_gloo-system",
        "test-podinfo-primaryupstream-80_gloo-system",
        "test-podinfo-baselineupstream-80_gloo-system",
        "test-podinfo-80_gloo-system");
    envoy(
        "service=\"%s\"",
        "podinfo-canary_test_svc_80",
        "podinfo-primary_test_svc_80",
        "podinfo-baseline_test_svc_80",
        "podinfo_test_svc_80");
    envoy(
        "kubernetes_namespace=\"test\",kubernetes_pod_name=\"%s\"",
        "podinfo-7d9f-x2x4z",
        "podinfo-primary-7d9f-x2x4z",
        "podinfo-baseline-7d9f-x2x4z",
        "podinfo-b-7d9f-x2x4z");
    linkerd("podinfo", 10, 1);
    linkerd("podinfo-primary", 40, 2);
    linkerd("podinfo-baseline", 20, 4);
    linkerd("other", 1000, 1000);
    bucketed(
        "traefik_service_request_duration_seconds",
        "service=\"test-podinfo-%s-80@kubernetescrd\"",
        "traefik_service_request_duration_seconds");
    bucketed(
        "skipper_response_duration_seconds",
        "route=\"kube_test__podinfo_canary__host____podinfo_%s\"",
        "skipper_serve_route_duration_seconds");
    restarting();
    return text.toString();
  }

  private void arms(
      String counter,
      String code,
      String durations,
      String bound,
      String labels,
      String canary,
      String primary,
      String baseline,
      String other) {
    arm(counter, code, durations, bound, labels.formatted(canary), 10, 1);
    arm(counter, code, durations, bound, labels.formatted(primary), 40, 2);
    if (!baseline.isEmpty()) {
      arm(counter, code, durations, bound, labels.formatted(baseline), 20, 4);
    }
    arm(counter, code, durations, bound, labels.formatted(other), 1000, 1000);
  }

  private void envoy(String labels, String canary, String primary, String baseline, String other) {
    arms(
        "envoy_cluster_upstream_rq",
        "envoy_response_code",
        "envoy_cluster_upstream_rq_time",
        "100",
        labels,
        canary,
        primary,
        baseline,
        other);
  }

  private void arm(
      String counter,
      String code,
      String durations,
      String bound,
      String labels,
      int total,
      int bad) {
    line(counter, labels + "," + code + "=\"200\"", total - bad);
    line(counter, labels + "," + code + "=\"503\"", bad);
    buckets(durations, labels, bound, total);
  }

  private void buckets(String durations, String labels, String bound, int total) {
    line(durations + "_bucket", labels + ",le=\"" + bound + "\"", total / 2);
    line(durations + "_bucket", labels + ",le=\"+Inf\"", total);
  }

  private void linkerd(String workload, int total, int bad) {
    String labels =
        "namespace=\"test\",deployment=\"%s\",direction=\"inbound\"".formatted(workload);
    line("response_total", labels + ",classification=\"success\"", total - bad);
    line("response_total", labels + ",classification=\"failure\"", bad);
    buckets("response_latency_ms", labels, "100", total);
  }

  /** Requests that are counted in a bucket. */
  private void bucketed(String counts, String labels, String durations) {
    for (String side : List.of("canary", "primary", "baseline", "other")) {
      int total =
          switch (side) {
            case "canary" -> 10;
            case "primary" -> 40;
            case "baseline" -> 20;
            default -> 1000;
          };
      int bad =
          switch (side) {
            case "canary" -> 1;
            case "primary" -> 2;
            case "baseline" -> 4;
            default -> 1000;
          };
      String own = labels.formatted(side);
      line(counts + "_bucket", own + ",code=\"200\",le=\"+Inf\"", total - bad);
      line(counts + "_bucket", own + ",code=\"503\",le=\"+Inf\"", bad);
      if (counts.equals(durations)) {
        line(durations + "_bucket", own + ",code=\"200\",le=\"0.1\"", total / 2);
        line(durations + "_bucket", own + ",code=\"503\",le=\"0.1\"", 0);
      } else {
        buckets(durations, own, "0.1", total);
      }
    }
  }

  /** The same pods twice: in one namespace they restart now and then, in the other they do not. */
  private void restarting() {
    for (String pod :
        List.of("app-7d9f-aaaaa", "app-primary-7d9f-bbbbb", "app-primary-7d9f-ccccc")) {
      long restart = (scrape - 1) / 10 * 10;
      long before = pod.endsWith("ccccc") ? 0 : restart;
      once("steady", pod, counted(pod, 0, scrape), failed(pod, 0, scrape));
      once("restarting", pod, counted(pod, before, scrape), failed(pod, before, scrape));
    }
  }

  private static long counted(String pod, long from, long to) {
    long sum = 0;
    for (long i = from + 1; i <= to; i++) {
      sum += 5 + (i * 7 + pod.hashCode()) % 5;
    }
    return sum;
  }

  private static long failed(String pod, long from, long to) {
    long sum = 0;
    for (long i = from + 1; i <= to; i++) {
      sum += (i + pod.length()) % 4 == 0 ? 1 + i % 2 : 0;
    }
    return sum;
  }

  private void once(String namespace, String pod, long good, long bad) {
    String labels =
        "kubernetes_namespace=\"%s\",kubernetes_pod_name=\"%s\",status=".formatted(namespace, pod);
    text.append("http_request_duration_seconds_count{%s\"200\"} %d%n".formatted(labels, good));
    if (bad > 0) {
      text.append("http_request_duration_seconds_count{%s\"500\"} %d%n".formatted(labels, bad));
    }
  }

  private void line(String name, String labels, long each) {
    text.append("%s{%s} %d%n".formatted(name, labels, each * scrape));
  }
}
