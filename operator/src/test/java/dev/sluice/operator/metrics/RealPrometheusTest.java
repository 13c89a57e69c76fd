package dev.sluice.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.analysis.MetricSource;
import dev.sluice.analysis.Sample;
import dev.sluice.analysis.counting.Arm;
import dev.sluice.operator.http.TrustingClients;
import dev.sluice.operator.metrics.QueryTemplate.RenderException;
import dev.sluice.playground.prometheus.PrometheusProcess;
import dev.sluice.playground.prometheus.ScrapeJob;
import dev.sluice.playground.prometheus.ScrapeTarget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The built-in queries against a Prometheus that scrapes an exporter, whose counters grow with
 * every scrape: of 100 requests 95 succeed, and 98 take at most 100 ms, the others at most 200 ms.
 */
@Tag("A10.2")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RealPrometheusTest {
  private static final String ISTIO =
      "reporter=\"destination\",destination_workload_namespace=\"test\",destination_workload=\"podinfo\"";
  private static final String NGINX =
      "namespace=\"test\",ingress=\"podinfo\",canary=\"test-podinfo-canary-80\"";
  private static final String POD =
      "kubernetes_namespace=\"test\",kubernetes_pod_name=\"podinfo-7d9f8b-x2x4z\"";
  private static final String PRIMARY_POD =
      "kubernetes_namespace=\"test\",kubernetes_pod_name=\"podinfo-primary-7d9f8b-x2x4z\"";

  private static final TemplateModel MODEL =
      new TemplateModel(
          "podinfo", "test", "podinfo", "podinfo", "podinfo", "podinfo", "1m", Map.of());

  private final AtomicLong scrapes = new AtomicLong();
  private Optional<HttpServer> exporter = Optional.empty();
  private Optional<PrometheusProcess> prometheus = Optional.empty();

  @BeforeAll
  void start() throws IOException, InterruptedException {
    Optional<Path> binary = PrometheusProcess.find();
    assumeTrue(
        binary.isPresent(),
        "no prometheus on the PATH; install it with: apt-get install prometheus");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/metrics",
        exchange -> {
          byte[] body = metrics(scrapes.incrementAndGet()).getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    exporter = Optional.of(server);
    PrometheusProcess process =
        PrometheusProcess.start(
            binary.orElseThrow(),
            Duration.ofMillis(250),
            List.of(new ScrapeJob("test", "/metrics", true)));
    prometheus = Optional.of(process);
    process.scrape(
        "test", List.of(new ScrapeTarget("127.0.0.1:" + server.getAddress().getPort(), Map.of())));
  }

  @AfterAll
  void stop() {
    prometheus.ifPresent(PrometheusProcess::close);
    exporter.ifPresent(server -> server.stop(0));
  }

  @ParameterizedTest
  @EnumSource
  void everyQueryParses(Observer observer) throws RenderException {
    TemplateModel elsewhere =
        observer.model(
            new TemplateModel(
                "a-b.c", "nowhere", "a-b.c", "a-b.c", "a-b.c", "a-b.c", "30s", Map.of()));
    assertThat(source().query(QueryTemplate.render(observer.successRate(Arm.CANARY), elsewhere)))
        .isEqualTo(Sample.NoData.NONE_FOUND);
    assertThat(source().query(QueryTemplate.render(observer.duration(Arm.CANARY), elsewhere)))
        .isEqualTo(Sample.NoData.NONE_FOUND);
  }

  @ParameterizedTest
  @CsvSource({"ISTIO", "NGINX", "HTTP"})
  void successRateIsTheShareOfTheCanarysRequests(Observer observer) {
    eventually(observer.successRate(Arm.CANARY), 95, 1e-6);
  }

  @ParameterizedTest
  @CsvSource({"ISTIO, 150", "HTTP, 150", "NGINX, 42"})
  void durationIsInMilliseconds(Observer observer, double expected) {
    eventually(observer.duration(Arm.CANARY), expected, 1e-3);
  }

  @Test
  void aWrongQueryIsRefusedWithPrometheusOwnWords() {
    assertThat(source().query("sum(up"))
        .isInstanceOfSatisfying(
            Sample.Failed.class,
            failed ->
                assertThat(failed.reason())
                    .contains("refused the query: bad_data")
                    .contains("parse error"));
  }

  @Test
  void theFormThatQueriesComeIn() {
    assertThat(source().query("vector(1)")).isEqualTo(new Sample.Value(1));
    assertThat(source().query("scalar(vector(2)) * 2")).isEqualTo(new Sample.Value(4));
    assertThat(source().query("1 / 0")).isEqualTo(new Sample.Value(Double.POSITIVE_INFINITY));
    assertThat(source().query("vector(0) / 0")).isEqualTo(Sample.NoData.NONE_FOUND);
    assertThat(source().query("absent(nothing_at_all) == 0")).isEqualTo(Sample.NoData.NONE_FOUND);
    assertThat(source().query("\"text\"")).isInstanceOf(Sample.Failed.class);
    eventually("count(http_request_duration_seconds_count)", 4, 0);
    assertThat(source().query("http_request_duration_seconds_count"))
        .isEqualTo(
            new Sample.Failed(
                "query returned multiple values: 4 series; aggregate them, for example with sum()"));
    assertThat(source().query("http_request_duration_seconds_count[1m]"))
        .isInstanceOf(Sample.Failed.class);
  }

  private void eventually(String template, double expected, double within) {
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () ->
                assertThat(source().query(QueryTemplate.render(template, MODEL)))
                    .isInstanceOfSatisfying(
                        Sample.Value.class,
                        sample ->
                            assertThat(sample.value())
                                .isCloseTo(expected, org.assertj.core.data.Offset.offset(within))));
  }

  private MetricSource source() {
    return PrometheusSource.of(
        new TrustingClients(new OkHttpClient()),
        PrometheusServer.at(prometheus.orElseThrow().address().toString()),
        Duration.ofSeconds(60));
  }

  private static String metrics(long scrape) {
    StringBuilder text = new StringBuilder();
    counters(text, "istio_requests_total", ISTIO, "response_code", scrape);
    buckets(text, "istio_request_duration_milliseconds", ISTIO, "100", "200", scrape);
    counters(text, "nginx_ingress_controller_requests", NGINX, "status", scrape);
    counters(
        text,
        "nginx_ingress_controller_requests",
        NGINX.replace("test-podinfo-canary-80", ""),
        "status",
        7 * scrape);
    summary(text, "nginx_ingress_controller_response_duration_seconds", NGINX, scrape);
    counters(text, "http_request_duration_seconds_count", POD, "status", scrape);
    counters(text, "http_request_duration_seconds_count", PRIMARY_POD, "status", 50 * scrape);
    buckets(text, "http_request_duration_seconds", POD, "0.1", "0.2", scrape);
    buckets(text, "http_request_duration_seconds", PRIMARY_POD, "3", "4", 50 * scrape);
    return text.toString();
  }

  /** 95 requests in 100 succeed. */
  private static void counters(
      StringBuilder text, String name, String labels, String code, long scrape) {
    line(text, name, labels + "," + code + "=\"200\"", 95 * scrape);
    line(text, name, labels + "," + code + "=\"503\"", 5 * scrape);
  }

  /**
   * 98 requests in 100 are within the first bound: the 99th percentile is half way to the second.
   */
  private static void buckets(
      StringBuilder text, String name, String labels, String first, String second, long scrape) {
    line(text, name + "_bucket", labels + ",le=\"" + first + "\"", 98 * scrape);
    line(text, name + "_bucket", labels + ",le=\"" + second + "\"", 100 * scrape);
    line(text, name + "_bucket", labels + ",le=\"+Inf\"", 100 * scrape);
  }

  /** 42 ms on average. */
  private static void summary(StringBuilder text, String name, String labels, long scrape) {
    text.append("%s_sum{%s} %s%n".formatted(name, labels, 4.2 * scrape));
    line(text, name + "_count", labels, 100 * scrape);
  }

  private static void line(StringBuilder text, String name, String labels, long value) {
    text.append(name).append('{').append(labels).append("} ").append(value).append('\n');
  }
}
