package dev.sluice.playground.world.pod;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.playground.world.metrics.Exposition;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small web service, after podinfo: {@code /} answers with its version, {@code /healthz} and
 * {@code /readyz} are for probes, {@code /metrics} for Prometheus, {@code /status/CODE} answers
 * with that code. Every other path answers as {@code /} does. {@link DemoSettings} says how it is
 * made to misbehave.
 */
final class DemoApp implements Program {
  private static final Logger LOG = LoggerFactory.getLogger(DemoApp.class);
  static final String VERSION_HEADER = "X-Version";
  static final String POD_HEADER = "X-Pod";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DEFAULT_PORT = 8080;

  private final Image.Setting setting;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Exposition exposition = new Exposition();
  private final Exposition.Counter requests =
      exposition.counter("http_requests_total", "Requests answered.", List.of("status"));
  private final Exposition.Histogram seconds =
      exposition.histogram(
          "http_request_duration_seconds",
          "Seconds spent serving HTTP requests.",
          List.of("method", "path", "status"),
          Exposition.DEFAULT_SECONDS);
  private volatile boolean draining;
  private volatile Current current;

  private record Current(Map<String, String> files, DemoSettings settings) {}

  private DemoApp(Image.Setting setting, Current current) throws IOException {
    this.setting = setting;
    this.current = current;
    this.server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.createContext("/healthz", exchange -> reply(exchange, 200, "OK"));
    server.createContext("/readyz", this::readiness);
    server.createContext("/metrics", this::metrics);
    server.createContext("/status/", this::status);
  }

  static Program start(Image.Setting setting) throws BadContainerException {
    Map<String, String> files = setting.files().get();
    DemoSettings settings;
    try {
      settings = DemoSettings.of(setting.tag(), setting.arguments(), setting.environment(), files);
    } catch (IllegalArgumentException e) {
      throw new BadContainerException("CreateContainerConfigError", String.valueOf(e.getMessage()));
    }
    try {
      DemoApp app = new DemoApp(setting, new Current(files, settings));
      app.server.start();
      settings.exitAfter().ifPresent(after -> app.exitAfter(after, settings.exitCode()));
      return app;
    } catch (IOException e) {
      throw new BadContainerException("CreateContainerError", "no port to listen on: " + e);
    }
  }

  private void exitAfter(Duration after, int code) {
    if (after.isZero()) {
      end(code);
      return;
    }
    CompletableFuture.delayedExecutor(after.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> end(code));
  }

  @Override
  public Map<Integer, InetSocketAddress> ports() {
    Map<Integer, InetSocketAddress> ports = new HashMap<>();
    setting.ports().forEach(port -> ports.put(port, server.getAddress()));
    if (ports.isEmpty()) {
      String port = setting.environment().getOrDefault("PORT", Integer.toString(DEFAULT_PORT));
      ports.put(Integer.valueOf(port), server.getAddress());
    }
    return ports;
  }

  @Override
  public CompletableFuture<Integer> exit() {
    return exit;
  }

  @Override
  public long served() {
    return requests.sum();
  }

  @Override
  public void terminate() {
    if (draining) {
      return;
    }
    draining = true;
    Thread.ofVirtual().name("drain-" + setting.pod()).start(this::drain);
  }

  private void drain() {
    try {
      Thread.sleep(setting.timing().drain());
      while (inFlight.get() > 0 && !exit.isDone()) {
        Thread.sleep(Duration.ofMillis(10));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    end(0);
  }

  @Override
  public void kill() {
    end(137);
  }

  private void end(int code) {
    if (!exit.isDone()) {
      server.stop(0);
      threads.shutdownNow();
      exit.complete(code);
    }
  }

  /** As the mounted files say now; a change that makes no sense is not taken. */
  private DemoSettings settings() {
    Map<String, String> files = setting.files().get();
    Current known = current;
    if (known.files().equals(files)) {
      return known.settings();
    }
    DemoSettings settings = known.settings();
    try {
      settings = DemoSettings.of(setting.tag(), setting.arguments(), setting.environment(), files);
    } catch (IllegalArgumentException e) {
      LOG.warn("{} keeps its settings: {}", setting.pod(), e.getMessage());
    }
    current = new Current(files, settings);
    return settings;
  }

  private void answer(HttpExchange exchange) throws IOException {
    serve(
        exchange,
        settings -> {
          pause(settings);
          boolean fails = ThreadLocalRandom.current().nextDouble() < settings.errorRate();
          return fails ? 500 : 200;
        });
  }

  private void status(HttpExchange exchange) throws IOException {
    String code = exchange.getRequestURI().getPath().substring("/status/".length());
    serve(exchange, settings -> code.matches("[2-5]\\d\\d") ? Integer.parseInt(code) : 404);
  }

  private interface Behaviour {
    int status(DemoSettings settings) throws InterruptedException;
  }

  private void serve(HttpExchange exchange, Behaviour behaviour) throws IOException {
    long start = System.nanoTime();
    inFlight.incrementAndGet();
    int code = 500;
    try {
      exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
      DemoSettings settings = settings();
      code = behaviour.status(settings);
      reply(exchange, code, json(settings, code));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      exchange.close();
    } finally {
      inFlight.decrementAndGet();
      String status = Integer.toString(code);
      requests.increment(List.of(status));
      seconds.observe(
          (System.nanoTime() - start) / 1e9, List.of(exchange.getRequestMethod(), "root", status));
    }
  }

  private String json(DemoSettings settings, int code) {
    return JSON.createObjectNode()
        .put("hostname", setting.pod())
        .put("version", settings.version())
        .put("message", settings.message())
        .put("namespace", setting.namespace())
        .put("status", code)
        .toString();
  }

  private static void pause(DemoSettings settings) throws InterruptedException {
    double factor = Math.exp(settings.sigma() * ThreadLocalRandom.current().nextGaussian());
    Thread.sleep(Duration.ofNanos((long) (settings.latency().toNanos() * factor)));
  }

  private void readiness(HttpExchange exchange) throws IOException {
    boolean ready = settings().ready() && !draining;
    reply(exchange, ready ? 200 : 503, ready ? "OK" : "not ready");
  }

  private void metrics(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", Exposition.CONTENT_TYPE);
    reply(exchange, 200, exposition.text());
  }

  private void reply(HttpExchange exchange, int code, String text) throws IOException {
    exchange.getResponseHeaders().set(VERSION_HEADER, settings().version());
    exchange.getResponseHeaders().set(POD_HEADER, setting.pod());
    if (draining) {
      exchange.getResponseHeaders().set("Connection", "close");
    }
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      if (code == 204 || code == 304 || "HEAD".equals(exchange.getRequestMethod())) {
        exchange.sendResponseHeaders(code, -1);
      } else {
        exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
      }
    }
  }
}
