package dev.sluice.e2e;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Receives hooks and passes them, but for those that it is told to refuse. */
final class HookServer implements AutoCloseable {
  private final ConcurrentMap<String, Set<String>> calls = new ConcurrentHashMap<>();
  private final String host;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private final Set<String> refused = ConcurrentHashMap.newKeySet();

  private volatile boolean hangs;
  private volatile Consumer<String> watcher = call -> {};

  HookServer() {
    host = Stages.thisMachine();
    try {
      server = HttpServer.create(new InetSocketAddress(listenAt(host), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath().substring(1);
            String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
            calls.computeIfAbsent(path, _ -> ConcurrentHashMap.newKeySet()).add(key);
            watcher.accept(path + " " + key);
            while (hangs) {
              Thread.sleep(50);
            }
            exchange.sendResponseHeaders(refused.contains(path) ? 403 : 200, -1);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
  }

  private static InetAddress listenAt(String host) throws IOException {
    return host.equals(Stages.LOOPBACK)
        ? InetAddress.getLoopbackAddress()
        : InetAddress.getByAddress(new byte[4]);
  }

  /** One that answers nothing until it recovers. */
  static HookServer hanging() {
    HookServer server = new HookServer();
    server.hangs = true;
    return server;
  }

  void refuse(String... paths) {
    refused.addAll(List.of(paths));
  }

  void pass(String path) {
    refused.remove(path);
  }

  /** Tells somebody of every call before it is answered, as path and idempotency key. */
  void watchedBy(Consumer<String> other) {
    watcher = other;
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

  /** Hooks that have to agree, to follow others. */
  String gates() {
    return """
      - {name: start, type: confirm-rollout, url: "%1$s/start"}
      - {name: more, type: confirm-traffic-increase, url: "%1$s/more"}
      - {name: test, type: rollout, url: "%1$s/test"}
      - {name: end, type: confirm-promotion, url: "%1$s/end"}
    """
        .formatted(url());
  }

  String gatesAsSpec() {
    return "  webhooks:\n" + gates();
  }

  /** The last of them alone. */
  String gate() {
    return "{name: end, type: confirm-promotion, url: '%s/end'}".formatted(url());
  }

  String url() {
    return "http://" + host + ":" + server.getAddress().getPort();
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
