package dev.sluice.playground.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class PrometheusProcessTest {
  private static final Duration EVERY = Duration.ofMillis(200);
  private static Path binary = Path.of("prometheus");

  @BeforeAll
  static void findBinary() {
    var found = PrometheusProcess.find();
    assumeTrue(
        found.isPresent(),
        "no prometheus on the PATH; install it with: apt-get install prometheus");
    binary = found.orElseThrow();
  }

  @Test
  void scrapesTheTargetsOfTheMoment() throws Exception {
    HttpServer exporter = exporter("requests_total 7\n");
    try (PrometheusProcess prometheus =
        PrometheusProcess.start(binary, EVERY, List.of(ScrapeJob.named("pods")))) {
      assertThat(query(prometheus, "up")).contains("\"result\":[]");
      prometheus.scrape(
          "pods",
          List.of(
              new ScrapeTarget(
                  "127.0.0.1:" + exporter.getAddress().getPort(), Map.of("pod", "a"))));
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(query(prometheus, "requests_total{job=\"pods\",pod=\"a\"}"))
                      .contains("\"7\""));
      prometheus.scrape("pods", List.of());
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> assertThat(query(prometheus, "requests_total")).contains("\"result\":[]"));
    } finally {
      exporter.stop(0);
    }
  }

  @Test
  void severalRunSideBySideAndEndWhenClosed() throws Exception {
    PrometheusProcess first = PrometheusProcess.start(binary, EVERY, List.of());
    try (PrometheusProcess second = PrometheusProcess.start(binary, EVERY, List.of())) {
      assertThat(first.address()).isNotEqualTo(second.address());
      first.close();
      assertThat(first.isAlive()).isFalse();
      assertThat(second.isAlive()).isTrue();
    }
  }

  @Test
  void saysWhatItPrintedWhenItDoesNotStart() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> PrometheusProcess.start(binary, Duration.ZERO.minusMillis(5), List.of()))
        .withMessageStartingWith("Prometheus ended while it started; it printed:\n");
  }

  private static HttpServer exporter(String metrics) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/metrics",
        exchange -> {
          byte[] body = metrics.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static String query(PrometheusProcess prometheus, String query)
      throws IOException, InterruptedException {
    URI url =
        prometheus
            .address()
            .resolve("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }
}
