package dev.sluice.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Answers every query with 100, once it is well. */
final class FlakyPrometheus implements AutoCloseable {
  private static final Duration TOO_LONG = Duration.ofSeconds(30);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile Health health;

  /** How it is. */
  enum Health {
    WELL,
    SLOW,
    CONFUSED
  }

  FlakyPrometheus(Health health) {
    this.health = health;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  void is(Health now) {
    health = now;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (health == Health.SLOW) {
        Thread.sleep(TOO_LONG);
      }
      // What tells whether it is there asks for 1.
      String value = String.valueOf(exchange.getRequestURI()).contains("vector(1)") ? "1" : "100";
      String text =
          health == Health.CONFUSED
              ? "<html>hello</html>"
              : "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{},\"value\":[1,\"%s\"]}]}}"
                  .formatted(value);
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    server.stop(0);
  }
}
