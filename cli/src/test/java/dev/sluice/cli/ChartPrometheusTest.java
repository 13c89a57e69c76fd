package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.Helm;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.playground.prometheus.PrometheusProcess;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whom the chart's Prometheus believes, with the labels of pods as it finds them in a cluster. */
class ChartPrometheusTest {
  private static final Path CHART = Path.of("..", "charts", "sluice");
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  /** What a pod exports; the namespace evil speaks for shop. */
  private enum Pod {
    NGINX(
        "ingress-nginx",
        """
        nginx_ingress_controller_requests{namespace="shop",ingress="podinfo"} 1
        """),
    SIDECAR(
        "shop",
        """
        http_request_duration_seconds_count 1
        istio_requests_total{reporter="destination",destination_workload_namespace="shop"} 1
        istio_requests_total{reporter="source",destination_workload_namespace="stock"} 1
        """),
    LIAR(
        "evil",
        """
        nginx_ingress_controller_requests{namespace="shop",ingress="podinfo"} 666
        http_request_duration_seconds_count{kubernetes_namespace="shop",namespace="shop"} 666
        istio_requests_total{reporter="destination",destination_workload_namespace="shop"} 666
        """);

    private final String namespace;
    private final String metrics;

    Pod(String namespace, String metrics) {
      this.namespace = namespace;
      this.metrics = metrics;
    }

    private Map<String, Object> target(String address) {
      return Map.of(
          "targets",
          List.of(address),
          "labels",
          Map.of(
              "__meta_kubernetes_namespace",
              namespace,
              "__meta_kubernetes_pod_name",
              "podinfo-7d9f8b-x2x4z",
              "__meta_kubernetes_pod_annotation_prometheus_io_scrape",
              "true",
              "__meta_kubernetes_pod_annotation_prometheus_io_path",
              "/" + name(),
              // Everybody may give a pod any label.
              "__meta_kubernetes_pod_label_namespace",
              "shop"));
    }
  }

  private final HttpClient http = HttpClient.newHttpClient();
  private HttpServer exporter;

  @BeforeEach
  void export() throws IOException {
    exporter = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    for (Pod pod : Pod.values()) {
      exporter.createContext(
          "/" + pod.name(),
          exchange -> {
            byte[] body = pod.metrics.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
    }
    exporter.start();
  }

  @AfterEach
  void stop() {
    exporter.stop(0);
    http.close();
  }

  @Test
  void aGatewayTellsOfOthersAndAnyOtherPodOfItselfAlone() throws Exception {
    try (PrometheusProcess prometheus = start(Map.of())) {
      awaitAll(prometheus);

      assertThat(values(prometheus, "nginx_ingress_controller_requests{namespace=\"shop\"}"))
          .containsExactly("1");
      assertThat(
              values(
                  prometheus, "http_request_duration_seconds_count{kubernetes_namespace=\"shop\"}"))
          .containsExactly("1");
      assertThat(values(prometheus, "http_request_duration_seconds_count{namespace=\"shop\"}"))
          .containsExactly("1");
      assertThat(
              values(prometheus, "istio_requests_total{destination_workload_namespace=\"shop\"}"))
          .containsExactly("1");
      assertThat(values(prometheus, "istio_requests_total{reporter=\"source\"}"))
          .containsExactly("1");
      assertThat(values(prometheus, "{__tmp_told=~\".+\"}")).isEmpty();
    }
  }

  @Test
  void withoutAGatewaysNamespaceNobodyTellsOfOthers() throws Exception {
    try (PrometheusProcess prometheus = start(Map.of("prometheus.gatewayNamespaces", "null"))) {
      awaitAll(prometheus);

      assertThat(values(prometheus, "nginx_ingress_controller_requests{namespace=\"shop\"}"))
          .isEmpty();
    }
  }

  private void awaitAll(PrometheusProcess prometheus) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(values(prometheus, "up == 1")).hasSize(Pod.values().length));
  }

  private PrometheusProcess start(Map<String, String> values) throws Exception {
    Optional<Path> binary = PrometheusProcess.find();
    assumeTrue(
        binary.isPresent(),
        "no prometheus on the PATH; install it with: apt-get install prometheus");
    return PrometheusProcess.configured(binary.orElseThrow(), config(values));
  }

  /** The chart's, which is told of the pods. */
  private Map<String, Object> config(Map<String, String> values) {
    var chart =
        new Helm(CHART)
            .template()
            .withName("sluice")
            .withNamespace("shop")
            .withKubeVersion("1.32.0")
            .set("prometheus.install", "true")
            .set("prometheus.scrapeInterval", "250ms");
    values.forEach(chart::set);
    String text =
        Stream.of(chart.call().split("(?m)^---$"))
            .filter(document -> document.contains("\nkind: ConfigMap\n"))
            .map(document -> YAML.unmarshal(document, ConfigMap.class))
            .map(map -> map.getData().get("prometheus.yml"))
            .findFirst()
            .orElseThrow();
    @SuppressWarnings("unchecked")
    Map<String, Object> config = new HashMap<>(YAML.unmarshal(text, Map.class));
    String address = "127.0.0.1:" + exporter.getAddress().getPort();
    List<Object> jobs = new ArrayList<>();
    for (Object job : (List<?>) Objects.requireNonNull(config.get("scrape_configs"))) {
      Map<Object, Object> told = new HashMap<>((Map<?, ?>) job);
      assertThat(told.remove("kubernetes_sd_configs")).isNotNull();
      told.put("static_configs", Stream.of(Pod.values()).map(pod -> pod.target(address)).toList());
      jobs.add(told);
    }
    config.put("scrape_configs", jobs);
    return config;
  }

  private List<String> values(PrometheusProcess prometheus, String query)
      throws IOException, InterruptedException {
    URI address =
        prometheus
            .address()
            .resolve("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
    String answer =
        http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
            .body();
    List<String> values = new ArrayList<>();
    for (JsonNode series : new ObjectMapper().readTree(answer).path("data").path("result")) {
      values.add(series.path("value").path(1).asText());
    }
    return values;
  }
}
