package dev.sluice.e2e;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Receives hooks and passes all of them. */
final class HookServer implements AutoCloseable {
  private final ConcurrentMap<String, Set<String>> calls = new ConcurrentHashMap<>();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private volatile boolean hangs;

  HookServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getRequestBody().readAllBytes();
            calls
                .computeIfAbsent(
                    exchange.getRequestURI().getPath().substring(1),
                    _ -> ConcurrentHashMap.newKeySet())
                .add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            while (hangs) {
              Thread.sleep(50);
            }
            exchange.sendResponseHeaders(200, -1);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
  }

  /** One that answers nothing until it recovers. */
  static HookServer hanging() {
    HookServer server = new HookServer();
    server.hangs = true;
    return server;
  }

  void recover() {
    hangs = false;
  }

  /** Hooks that run once in a rollout, to follow a spec's analysis. */
  String asSpec() {
    return asSpec("10s");
  }

  String asSpec(String timeout) {
    return """
      webhooks:
      - {name: before, type: pre-rollout, url: "%1$s/pre-rollout", timeout: %2$s}
      - {name: after, type: post-rollout, url: "%1$s/post-rollout", timeout: %2$s}
    """
        .formatted(url(), timeout);
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /**
   * The different calls to a path; one that was repeated because its answer was lost counts once.
   */
  Set<String> calls(String path) {
    return calls.getOrDefault(path, Set.of());
  }

  @Override
  public void close() {
    threads.shutdownNow();
    server.stop(0);
  }
}
