package dev.sluice.playground.world;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.playground.world.gateway.Gateways;
import dev.sluice.playground.world.metrics.Exposition;
import dev.sluice.playground.world.pod.Kubelet;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Tells Prometheus what to scrape: {@code /targets} is for {@code http_sd_configs} and lists the
 * pods and the gateway, {@code /metrics} is the gateway's own.
 *
 * @see <a href="https://prometheus.io/docs/prometheus/latest/http_sd/">HTTP service discovery</a>
 */
final class ScrapeTargets implements AutoCloseable {
  private record Group(List<String> targets, Map<String, String> labels) {}

  private final Kubelet kubelet;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ObjectMapper json = new ObjectMapper();

  ScrapeTargets(Kubelet kubelet, Gateways gateways) {
    this.kubelet = kubelet;
    try {
      this.server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    } catch (IOException e) {
      throw new UncheckedIOException("no port for Prometheus' targets", e);
    }
    server.setExecutor(threads);
    server.createContext("/targets", e -> reply(e, "application/json", targets()));
    server.createContext("/metrics", e -> reply(e, Exposition.CONTENT_TYPE, gateways.metrics()));
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:%d/targets".formatted(server.getAddress().getPort()));
  }

  private String targets() throws IOException {
    List<Group> groups = new ArrayList<>();
    groups.add(
        new Group(List.of("127.0.0.1:" + server.getAddress().getPort()), Map.of("job", "gateway")));
    for (Kubelet.Listening listening : kubelet.listening()) {
      Pod pod = listening.pod();
      groups.add(
          new Group(
              List.of("127.0.0.1:" + listening.socket().getPort()),
              Map.of(
                  "job",
                  "pods",
                  "kubernetes_namespace",
                  pod.getMetadata().getNamespace(),
                  "kubernetes_pod_name",
                  pod.getMetadata().getName())));
    }
    return json.writeValueAsString(groups);
  }

  private static void reply(HttpExchange exchange, String type, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
