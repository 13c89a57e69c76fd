package dev.sluice.operator.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Serves {@code /healthz}, {@code /readyz} and {@code /metrics}, and what else is given to it. */
public final class StatusServer implements AutoCloseable {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String REQUEST_TIME = "sun.net.httpserver.maxReqTime";
  private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

  static {
    // Seconds in which a request has to be here, body and all: who sends slowly is cut off.
    if (System.getProperty(REQUEST_TIME) == null) {
      System.setProperty(REQUEST_TIME, "30");
    }
  }

  /** What a probe is told. */
  public record Health(boolean ok, String text) {}

  private final HttpServer server;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();

  private StatusServer(HttpServer server) {
    this.server = server;
  }

  /**
   * Starts serving on all addresses.
   *
   * @param port 0 for any free one
   * @throws IOException if the port is taken
   */
  public static StatusServer start(
      int port, PrometheusMeterRegistry metrics, Supplier<Health> alive, Supplier<Health> ready)
      throws IOException {
    HttpServer http = HttpServer.create(new InetSocketAddress(port), 0);
    StatusServer server = new StatusServer(http);
    http.setExecutor(server.workers);
    http.createContext("/healthz", exchange -> answer(exchange, alive.get()));
    http.createContext("/readyz", exchange -> answer(exchange, ready.get()));
    http.createContext("/metrics", exchange -> answer(exchange, 200, METRICS, metrics.scrape()));
    http.start();
    return server;
  }

  /** Serves everything under a path, such as {@code /hook/}, as well. */
  public void serve(String path, HttpHandler handler) {
    server.createContext(path, handler);
  }

  /** The port that is served. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
  }

  private static void answer(HttpExchange exchange, Health health) throws IOException {
    answer(exchange, health.ok() ? 200 : 503, TEXT, health.text());
  }

  private static void answer(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
