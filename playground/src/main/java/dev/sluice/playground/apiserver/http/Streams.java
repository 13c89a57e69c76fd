package dev.sluice.playground.apiserver.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.playground.apiserver.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/** Watches on the wire: chunks of one HTTP answer, or messages of a WebSocket. */
final class Streams implements AutoCloseable {
  private static final int NORMAL_CLOSURE = 1000;

  /** Streams of an older era end. */
  private final AtomicLong era = new AtomicLong();

  private volatile boolean closed;

  private BooleanSupplier alive(Duration cutAfter) {
    long mine = era.get();
    long end = System.nanoTime() + cutAfter.toNanos();
    return () -> !closed && era.get() == mine && System.nanoTime() < end;
  }

  /** Ends all streams that run now. */
  void dropAll() {
    era.incrementAndGet();
  }

  void http(
      WatchFeed feed, Duration cutAfter, Request request, Response response, Callback callback) {
    response.setStatus(200);
    response.getHeaders().put("Content-Type", "application/json");
    response.getHeaders().put("Cache-Control", "no-cache, private");
    try {
      run(feed, cutAfter, response);
      callback.succeeded();
    } catch (IOException e) {
      callback.failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      callback.failed(e);
    }
  }

  private void run(WatchFeed feed, Duration cutAfter, Response response)
      throws IOException, InterruptedException {
    try (OutputStream out = Content.Sink.asOutputStream(response)) {
      out.flush();
      feed.run(
          event -> {
            out.write(line(event));
            out.flush();
          },
          alive(cutAfter));
    }
  }

  private static byte[] line(ObjectNode event) {
    return (Json.string(event) + '\n').getBytes(StandardCharsets.UTF_8);
  }

  void webSocket(
      ServerWebSocketContainer container,
      WatchFeed feed,
      Duration cutAfter,
      Request request,
      Response response,
      Callback callback) {
    boolean upgraded =
        container.upgrade(
            (upgradeRequest, upgradeResponse, done) -> new Endpoint(feed, alive(cutAfter)),
            request,
            response,
            callback);
    if (!upgraded) {
      Response.writeError(request, response, callback, 400, "the upgrade to a WebSocket failed");
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  /** One WebSocket. */
  public static final class Endpoint implements Session.Listener.AutoDemanding {
    private final WatchFeed feed;
    private final BooleanSupplier alive;
    private volatile boolean open = true;

    Endpoint(WatchFeed feed, BooleanSupplier alive) {
      this.feed = feed;
      this.alive = alive;
    }

    @Override
    public void onWebSocketOpen(Session session) {
      Thread.ofVirtual().name("watch").start(() -> run(session));
    }

    private void run(Session session) {
      try {
        feed.run(event -> send(session, event), () -> open && alive.getAsBoolean());
        session.close(NORMAL_CLOSURE, "", org.eclipse.jetty.websocket.api.Callback.NOOP);
      } catch (IOException e) {
        session.disconnect();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        session.disconnect();
      }
    }

    private static void send(Session session, ObjectNode event) throws IOException {
      var sent = new org.eclipse.jetty.websocket.api.Callback.Completable();
      session.sendText(Json.string(event), sent);
      try {
        sent.join();
      } catch (CompletionException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void onWebSocketClose(
        int code, String reason, org.eclipse.jetty.websocket.api.Callback callback) {
      open = false;
      callback.succeed();
    }

    @Override
    public void onWebSocketError(Throwable cause) {
      open = false;
    }
  }
}
