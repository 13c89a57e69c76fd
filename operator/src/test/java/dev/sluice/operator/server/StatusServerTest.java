package dev.sluice.operator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.operator.server.StatusServer.Health;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("A5")
final class StatusServerTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AtomicReference<Health> ready =
      new AtomicReference<>(new Health(false, "starting"));
  private final HttpClient client = HttpClient.newHttpClient();

  @SuppressWarnings("NullAway.Init")
  private StatusServer server;

  @BeforeEach
  void start() throws IOException {
    server = StatusServer.start(0, registry, () -> new Health(true, "OK"), ready::get);
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  @Test
  void isAliveBeforeItIsReady() throws Exception {
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
    assertThat(get("/healthz").body()).isEqualTo("OK");
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").body()).isEqualTo("starting");

    ready.set(new Health(true, "OK"));
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
  }

  @Test
  void servesMetricsAsPrometheusReadsThem() throws Exception {
    registry.counter("things").increment();

    HttpResponse<String> answer = get("/metrics");
    assertThat(answer.headers().firstValue("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    assertThat(answer.body()).contains("things_total 1.0");
  }

  @Test
  void saysThatItsPortIsTaken() {
    assertThatThrownBy(() -> StatusServer.start(server.port(), registry, ready::get, ready::get))
        .isInstanceOf(BindException.class);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
