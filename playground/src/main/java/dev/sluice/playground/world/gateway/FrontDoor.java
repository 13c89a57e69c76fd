package dev.sluice.playground.world.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import okhttp3.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes requests on a port of this machine, routes them and has them answered. */
final class FrontDoor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);

  /** Bodies are kept in memory so that they can be sent again and mirrored. */
  private static final int LARGEST_BODY = 8 << 20;

  private final Routing routing;
  private final Proxy proxy;
  private final Observer observer;
  private final HttpServer server;
  private final ExecutorService threads;

  private FrontDoor(
      String name, InetSocketAddress address, Routing routing, Proxy proxy, Observer observer)
      throws IOException {
    this.routing = routing;
    this.proxy = proxy;
    this.observer = observer;
    this.threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name + "-", 0).factory());
    this.server = HttpServer.create(address, 4096);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  /**
   * @param port on the loopback address; 0 for any free one
   */
  static FrontDoor open(String name, int port, Routing routing, Proxy proxy, Observer observer) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try {
      FrontDoor door = new FrontDoor(name, address, routing, proxy, observer);
      door.server.start();
      return door;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the %s gateway cannot listen on %s".formatted(name, address), e);
    }
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void handle(HttpExchange exchange) throws IOException {
    long start = System.nanoTime();
    try (exchange) {
      byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
      RequestHead request = head(exchange);
      Answer answer = routing.route(request);
      Optional<Endpoints.Endpoint> endpoint = Optional.empty();
      int status;
      if (body.length > LARGEST_BODY) {
        status = reply(exchange, 413, "the request's body is too large", Headers.EMPTY);
      } else {
        switch (answer) {
          case Answer.Reply reply ->
              status = reply(exchange, reply.status(), reply.message(), reply.headers());
          case Answer.Forward forward -> {
            try (Proxy.Outcome outcome = proxy.forward(request, body, forward)) {
              endpoint = outcome.endpoint();
              status = outcome.status();
              copy(exchange, outcome);
            }
          }
        }
      }
      observer.answered(request, answer, endpoint, status, (System.nanoTime() - start) / 1e9);
    } catch (IOException e) {
      // The client has gone away, or the backend broke off in the middle: nobody is left to tell.
      LOG.debug("a request was not answered to its end", e);
      throw e;
    }
  }

  private static RequestHead head(HttpExchange exchange) {
    Headers.Builder headers = new Headers.Builder();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> values.forEach(value -> headers.addUnsafeNonAscii(name, value)));
    String authority = exchange.getRequestHeaders().getFirst("Host");
    String query = exchange.getRequestURI().getRawQuery();
    return new RequestHead(
        exchange.getRequestMethod(),
        authority == null ? "" : RequestHead.hostWithoutPort(authority),
        exchange.getRequestURI().getRawPath(),
        query == null ? "" : query,
        headers.build());
  }

  private static int reply(HttpExchange exchange, int status, String message, Headers headers)
      throws IOException {
    headers.forEach(h -> exchange.getResponseHeaders().add(h.getFirst(), h.getSecond()));
    byte[] body = (message.isEmpty() ? "" : message + "\n").getBytes(StandardCharsets.UTF_8);
    boolean empty = body.length == 0 || status == 204 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, empty ? -1 : body.length);
    if (!empty) {
      exchange.getResponseBody().write(body);
    }
    return status;
  }

  private static void copy(HttpExchange exchange, Proxy.Outcome outcome) throws IOException {
    outcome.headers().forEach(h -> exchange.getResponseHeaders().add(h.getFirst(), h.getSecond()));
    boolean empty =
        outcome.length() == 0
            || outcome.status() == 204
            || outcome.status() == 304
            || exchange.getRequestMethod().equals("HEAD");
    long length = outcome.length() < 0 ? 0 : outcome.length();
    exchange.sendResponseHeaders(outcome.status(), empty ? -1 : length);
    if (!empty) {
      try (InputStream in = outcome.body();
          OutputStream out = exchange.getResponseBody()) {
        in.transferTo(out);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
