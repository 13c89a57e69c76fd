package dev.sluice.e2e;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;

/** Receives hooks and passes all of them. */
final class HookServer implements AutoCloseable {
  private final ConcurrentMap<String, Set<String>> calls = new ConcurrentHashMap<>();
  private final HttpServer server;

  HookServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
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
            exchange.sendResponseHeaders(200, -1);
          }
        });
    server.start();
  }

  /** A hook of each kind that runs once in a rollout, to follow a spec's analysis. */
  String asSpec() {
    return """
      webhooks:
      - {name: before, type: pre-rollout, url: "%1$s/pre-rollout"}
      - {name: after, type: post-rollout, url: "%1$s/post-rollout"}
    """
        .formatted(url());
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The different calls to a path; one that was repeated because its answer was lost counts once. */
  Set<String> calls(String path) {
    return calls.getOrDefault(path, Set.of());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
