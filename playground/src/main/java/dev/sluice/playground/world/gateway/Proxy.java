package dev.sluice.playground.world.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests on to pods. A pod that does not take the connection is passed over for another, as
 * is one that breaks off a request that may be sent twice; a client sees an error only when no pod
 * is left to ask.
 */
final class Proxy implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Proxy.class);
  private static final int ATTEMPTS = 3;
  private static final int MIRRORS_AT_ONCE = 256;
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);
  private static final Set<String> REPEATABLE =
      Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");
  private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH", "DELETE");

  /** RFC 9110, section 7.6.1, and what the server writes itself. */
  private static final Set<String> NOT_PASSED_ON =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "content-length",
          "host",
          "expect");

  private final Endpoints endpoints;
  private final OkHttpClient client;
  private final ExecutorService mirrors = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore mirrorPermits = new Semaphore(MIRRORS_AT_ONCE);

  Proxy(Endpoints endpoints, OkHttpClient client) {
    this.endpoints = endpoints;
    this.client =
        client
            .newBuilder()
            .connectionPool(new ConnectionPool(256, 10, TimeUnit.SECONDS))
            .followRedirects(false)
            .followSslRedirects(false)
            .connectTimeout(Duration.ofSeconds(2))
            .readTimeout(Duration.ZERO)
            .callTimeout(DEFAULT_TIMEOUT)
            .build();
  }

  /** An answer that is ready to be copied to the client. */
  static final class Outcome implements AutoCloseable {
    private final int status;
    private final Headers headers;
    private final long length;
    private final InputStream body;
    private final Optional<Endpoints.Endpoint> endpoint;

    private Outcome(
        int status,
        Headers headers,
        long length,
        InputStream body,
        Optional<Endpoints.Endpoint> endpoint) {
      this.status = status;
      this.headers = headers;
      this.length = length;
      this.body = body;
      this.endpoint = endpoint;
    }

    private static Outcome error(
        int status, String message, Optional<Endpoints.Endpoint> endpoint) {
      byte[] body = (message + "\n").getBytes(StandardCharsets.UTF_8);
      return new Outcome(
          status, Headers.EMPTY, body.length, new java.io.ByteArrayInputStream(body), endpoint);
    }

    int status() {
      return status;
    }

    Headers headers() {
      return headers;
    }

    /** Bytes of the body; negative when that is not known. */
    long length() {
      return length;
    }

    InputStream body() {
      return body;
    }

    Optional<Endpoints.Endpoint> endpoint() {
      return endpoint;
    }

    @Override
    public void close() throws IOException {
      body.close();
    }
  }

  Outcome forward(RequestHead request, byte[] body, Answer.Forward forward) {
    forward.mirrors().forEach(mirror -> mirror(request, body, forward, mirror));
    List<Endpoints.Endpoint> candidates = new ArrayList<>(endpoints.ready(forward.backend()));
    if (candidates.isEmpty()) {
      return Outcome.error(
          503,
          "no pod of service %s/%s is ready"
              .formatted(forward.backend().namespace(), forward.backend().service()),
          Optional.empty());
    }
    Collections.shuffle(candidates, ThreadLocalRandom.current());
    @Nullable IOException last = null;
    Endpoints.Endpoint asked = candidates.getFirst();
    for (Endpoints.Endpoint endpoint :
        candidates.subList(0, Math.min(ATTEMPTS, candidates.size()))) {
      asked = endpoint;
      try {
        return outcome(send(request, body, forward, endpoint), request, forward, endpoint);
      } catch (ConnectException e) {
        last = e;
      } catch (InterruptedIOException e) {
        return Outcome.error(504, "the pod did not answer in time", Optional.of(endpoint));
      } catch (IOException e) {
        last = e;
        if (!REPEATABLE.contains(request.method())) {
          break;
        }
      }
    }
    LOG.debug("no pod answered", last);
    return Outcome.error(502, "no pod answered: " + last, Optional.of(asked));
  }

  private Response send(
      RequestHead request, byte[] body, Answer.Forward forward, Endpoints.Endpoint endpoint)
      throws IOException {
    Filters filters = forward.filters();
    HttpUrl url =
        HttpUrl.get(
            "http://127.0.0.1:"
                + endpoint.socket().getPort()
                + filters.path().apply(request.path())
                + (request.query().isEmpty() ? "" : "?" + request.query()));
    Headers headers =
        filters
            .request()
            .apply(passedOn(request.headers()))
            .newBuilder()
            .set("Host", filters.host().orElse(request.host()))
            .set("X-Forwarded-Host", request.host())
            .set("X-Forwarded-Proto", "http")
            .build();
    if (headers.get("Accept-Encoding") == null) {
      // Otherwise the client would ask for gzip and unpack it behind our back.
      headers = headers.newBuilder().set("Accept-Encoding", "identity").build();
    }
    OkHttpClient timed =
        forward.timeout().map(t -> client.newBuilder().callTimeout(t).build()).orElse(client);
    return timed
        .newCall(
            new Request.Builder()
                .url(url)
                .headers(headers)
                .method(request.method(), content(request, body))
                .build())
        .execute();
  }

  private static @Nullable RequestBody content(RequestHead request, byte[] body) {
    if (!WITH_BODY.contains(request.method())) {
      return null;
    }
    String type = request.headers().get("Content-Type");
    return RequestBody.create(body, type == null ? null : MediaType.parse(type));
  }

  private static Outcome outcome(
      Response response, RequestHead request, Answer.Forward forward, Endpoints.Endpoint endpoint) {
    Headers.Builder headers =
        forward.filters().response().apply(passedOn(response.headers())).newBuilder();
    forward.filters().cors().ifPresent(cors -> headers.addAll(cors.headers(request, false)));
    return new Outcome(
        response.code(),
        headers.build(),
        response.body().contentLength(),
        response.body().byteStream(),
        Optional.of(endpoint));
  }

  private static Headers passedOn(Headers headers) {
    Headers.Builder kept = new Headers.Builder();
    headers.forEach(
        header -> {
          if (!NOT_PASSED_ON.contains(header.getFirst().toLowerCase(Locale.ROOT))) {
            kept.addUnsafeNonAscii(header.getFirst(), header.getSecond());
          }
        });
    return kept.build();
  }

  private void mirror(RequestHead request, byte[] body, Answer.Forward forward, Backend backend) {
    if (!mirrorPermits.tryAcquire()) {
      LOG.debug("a mirrored request is dropped, too many are under way");
      return;
    }
    Answer.Forward copy =
        new Answer.Forward(
            backend, forward.filters(), List.of(), forward.timeout(), forward.route());
    try {
      mirrors.execute(
          () -> {
            try (Outcome ignored = forward(request, body, copy)) {
              ignored.body().transferTo(java.io.OutputStream.nullOutputStream());
            } catch (IOException e) {
              LOG.debug("a mirrored request failed", e);
            } finally {
              mirrorPermits.release();
            }
          });
    } catch (RejectedExecutionException e) {
      mirrorPermits.release();
    }
  }

  @Override
  public void close() {
    mirrors.shutdownNow();
    client.connectionPool().evictAll();
  }
}
