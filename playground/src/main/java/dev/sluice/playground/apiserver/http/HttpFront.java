package dev.sluice.playground.apiserver.http;

import dev.sluice.playground.apiserver.json.ApiError;
import dev.sluice.playground.apiserver.json.Json;
import dev.sluice.playground.apiserver.request.ApiRequest;
import dev.sluice.playground.apiserver.request.Fault;
import dev.sluice.playground.apiserver.request.Faults;
import dev.sluice.playground.apiserver.request.LoggedRequest;
import dev.sluice.playground.apiserver.request.RequestLog;
import dev.sluice.playground.apiserver.resource.Types;
import dev.sluice.playground.apiserver.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server: every request on its own virtual thread. */
public final class HttpFront implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);
  private static final Duration IDLE = Duration.ofHours(2);

  private final Router router;
  private final Clock clock;
  private final RequestLog log;
  private final Faults faults;
  private final Server server;
  private final ServerConnector connector;
  private final ServerWebSocketContainer webSockets;
  private final Streams streams;

  /** Prepares a server for a store and what is served of it. */
  public HttpFront(Store store, Types types, Clock clock, RequestLog log, Faults faults) {
    this.router = new Router(store, types, clock);
    this.clock = clock;
    this.log = log;
    this.faults = faults;
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setName("apiserver");
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
    server = new Server(threads);
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    connector = new ServerConnector(server, new HttpConnectionFactory(configuration));
    connector.setHost("127.0.0.1");
    connector.setIdleTimeout(IDLE.toMillis());
    server.addConnector(connector);
    webSockets = ServerWebSocketContainer.ensure(server);
    webSockets.setIdleTimeout(IDLE);
    streams = new Streams();
    server.setHandler(new Front());
  }

  /**
   * Starts on a port.
   *
   * @param port 0 for any free one
   */
  public void start(int port) {
    connector.setPort(port);
    try {
      server.start();
    } catch (Exception e) {
      throw new IllegalStateException("cannot listen on port " + port + ": " + e.getMessage(), e);
    }
  }

  public int port() {
    return connector.getLocalPort();
  }

  /** Ends all watches that are running; clients come again. */
  public void dropWatches() {
    streams.dropAll();
  }

  @Override
  public void close() {
    streams.close();
    try {
      server.stop();
    } catch (Exception e) {
      LOG.warn("the server did not stop as it should: {}", e.toString());
    }
  }

  /** Jetty's view of the server. */
  private final class Front extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      Call call = read(request);
      ApiRequest seen = describe(call);
      Optional<Fault> fault = faults.of(seen);
      if (fault.isPresent() && disturb(fault.get(), seen, request, response, callback)) {
        return true;
      }
      Answer answer;
      try {
        answer = router.answer(call);
      } catch (ApiError e) {
        answer = new Answer.Document(e.code(), e.status(), List.of());
      } catch (RuntimeException e) {
        LOG.error("{} {} failed", call.method(), call.target(), e);
        ApiError error = ApiError.of(500, "InternalError", "Internal error occurred: " + e);
        answer = new Answer.Document(500, error.status(), List.of());
      }
      if (fault.isPresent() && fault.get() instanceof Fault.LoseAnswer) {
        record(seen, 0);
        abort(request, callback);
        return true;
      }
      reply(answer, seen, fault, request, response, callback);
      return true;
    }
  }

  private Call read(Request request) throws IOException {
    Map<String, List<String>> query = new HashMap<>();
    for (Fields.Field field : Request.extractQueryParameters(request)) {
      query.put(field.getName(), field.getValues());
    }
    Map<String, String> headers = new HashMap<>();
    request
        .getHeaders()
        .forEach(
            h ->
                headers.merge(
                    h.getName().toLowerCase(Locale.ROOT), h.getValue(), (a, b) -> a + ", " + b));
    try (InputStream in = Content.Source.asInputStream(request)) {
      return new Call(
          clock.instant(),
          request.getMethod(),
          request.getHttpURI().getDecodedPath(),
          request.getHttpURI().getPathQuery(),
          query,
          headers,
          new Call.Body(in.readAllBytes()));
    }
  }

  private static ApiRequest describe(Call call) {
    String agent = call.header("user-agent");
    return ResourcePath.parse(call.path())
        .map(
            p ->
                new ApiRequest(
                    call.at(),
                    Api.verb(call, p),
                    call.target(),
                    p.group(),
                    p.version(),
                    p.resource(),
                    p.namespace(),
                    p.name(),
                    p.subresource(),
                    agent))
        .orElseGet(
            () ->
                new ApiRequest(
                    call.at(),
                    call.method().toLowerCase(Locale.ROOT),
                    call.target(),
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    agent));
  }

  /**
   * Carries out what a fault does before the request is handled; true if the request is done with.
   */
  private boolean disturb(
      Fault fault, ApiRequest seen, Request request, Response response, Callback callback)
      throws InterruptedException {
    return switch (fault) {
      case Fault.Refuse refuse -> {
        refuse(refuse, seen, request, response, callback);
        yield true;
      }
      case Fault.Delay delay -> {
        Thread.sleep(delay.by());
        yield false;
      }
      case Fault.Drop drop -> {
        record(seen, 0);
        abort(request, callback);
        yield true;
      }
      case Fault.LoseAnswer lose -> false;
      case Fault.CutWatch cut -> false;
    };
  }

  private void refuse(
      Fault.Refuse refuse, ApiRequest seen, Request request, Response response, Callback callback) {
    ApiError error = ApiError.of(refuse.code(), refuse.reason(), refuse.message());
    refuse
        .retryAfter()
        .ifPresent(
            after -> {
              error.retryAfter(after.toSeconds());
              response.getHeaders().put("Retry-After", Long.toString(after.toSeconds()));
            });
    reply(
        new Answer.Document(error.code(), error.status(), List.of()),
        seen,
        Optional.empty(),
        request,
        response,
        callback);
  }

  private static void abort(Request request, Callback callback) {
    request.getConnectionMetaData().getConnection().getEndPoint().close();
    callback.failed(new IOException("the connection is dropped on purpose"));
  }

  private void record(ApiRequest request, int status) {
    log.add(new LoggedRequest(request, status, Duration.between(request.at(), Instant.now(clock))));
  }

  private void reply(
      Answer answer,
      ApiRequest seen,
      Optional<Fault> fault,
      Request request,
      Response response,
      Callback callback) {
    switch (answer) {
      case Answer.Document document -> {
        for (String warning : document.warnings()) {
          response.getHeaders().add("Warning", "299 - " + Json.string(Json.text(warning)));
        }
        record(seen, document.status());
        write(
            response, callback, document.status(), "application/json", Json.bytes(document.body()));
      }
      case Answer.Raw raw -> {
        raw.headers().forEach(response.getHeaders()::put);
        record(seen, raw.status());
        write(
            response,
            callback,
            raw.status(),
            raw.contentType(),
            raw.body().getBytes(StandardCharsets.UTF_8));
      }
      case Answer.Watching watching -> {
        Duration cutAfter =
            fault.isPresent() && fault.get() instanceof Fault.CutWatch cut
                ? cut.after()
                : IDLE.multipliedBy(100);
        boolean upgrade = "websocket".equalsIgnoreCase(request.getHeaders().get("Upgrade"));
        record(seen, upgrade ? 101 : 200);
        if (upgrade) {
          streams.webSocket(webSockets, watching.feed(), cutAfter, request, response, callback);
        } else {
          streams.http(watching.feed(), cutAfter, request, response, callback);
        }
      }
    }
  }

  private static void write(
      Response response, Callback callback, int status, String contentType, byte[] body) {
    response.setStatus(status);
    response.getHeaders().put("Content-Type", contentType);
    response.getHeaders().put("Cache-Control", "no-cache, private");
    response.write(true, ByteBuffer.wrap(body), callback);
  }
}
