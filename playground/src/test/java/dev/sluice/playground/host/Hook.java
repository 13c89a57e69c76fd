package dev.sluice.playground.host;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Is called by webhooks, and remembers how. */
final class Hook implements AutoCloseable {
  private final HttpServer server;
  private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();

  /** One call; a header that it does not have is null. */
  record Call(String body, @Nullable String signature, @Nullable String authorization) {}

  Hook() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            calls.add(
                new Call(
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                    exchange.getRequestHeaders().getFirst("X-Signature"),
                    exchange.getRequestHeaders().getFirst("Authorization")));
            exchange.sendResponseHeaders(200, -1);
          }
        });
    server.start();
  }

  URI url() {
    return URI.create("http://localhost:" + server.getAddress().getPort() + "/");
  }

  /** The next call, within a minute. */
  Call next() throws InterruptedException {
    Call call = calls.poll(1, TimeUnit.MINUTES);
    if (call == null) {
      throw new AssertionError("nobody has called");
    }
    return call;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
