package dev.sluice.playground.world.load;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import okhttp3.ConnectionPool;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests at a steady rate, whether or not the earlier ones have been answered, as many
 * users who know nothing of each other do. It ends when it is closed or its time is over.
 */
public final class Load implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Load.class);
  private static final int OPEN_AT_ONCE = 2_000;

  private final LoadOptions options;
  private final OkHttpClient client;
  private final VersionReader reader;
  private final Request request;
  private final Tally tally = new Tally();
  private final Semaphore permits = new Semaphore(OPEN_AT_ONCE);
  private final ExecutorService users = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread clock;
  private volatile boolean stopping;

  private Load(LoadOptions options, OkHttpClient client, VersionReader reader) {
    this.options = options;
    this.reader = reader;
    this.client =
        client
            .newBuilder()
            .connectionPool(new ConnectionPool(256, 10, TimeUnit.SECONDS))
            .followRedirects(false)
            .callTimeout(options.timeout())
            .build();
    this.request =
        new Request.Builder()
            .url(Objects.requireNonNull(HttpUrl.get(options.url()), "not an HTTP URL"))
            .headers(Headers.of(options.headers()))
            .method(
                options.method(),
                options.method().matches("GET|HEAD") ? null : RequestBody.create(new byte[0]))
            .build();
    this.clock = Thread.ofPlatform().name("load").daemon().unstarted(this::send);
  }

  /**
   * @param client whose connections are not shared
   * @param reader finds out which version answered
   */
  public static Load start(LoadOptions options, OkHttpClient client, VersionReader reader) {
    Load load = new Load(options, client, reader);
    load.clock.start();
    return load;
  }

  public LoadReport report() {
    return tally.report();
  }

  private void send() {
    long gap = (long) (1e9 / options.perSecond());
    long start = System.nanoTime();
    long end = start + options.duration().toNanos();
    long due = start;
    while (!stopping && due - end < 0) {
      long wait = due - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
        continue;
      }
      due += gap;
      if (permits.tryAcquire()) {
        users.execute(this::ask);
      } else {
        tally.unsent();
      }
    }
    users.shutdown();
  }

  private void ask() {
    long start = System.nanoTime();
    String version = LoadReport.NOBODY;
    boolean failed = true;
    try (Response response = client.newCall(request).execute()) {
      version = reader.version(response.headers(), response.body().string());
      failed = response.code() >= 400;
    } catch (IOException e) {
      LOG.debug("a client got no answer", e);
    } finally {
      permits.release();
    }
    tally.answered(version, failed, Duration.ofNanos(System.nanoTime() - start), Instant.now());
  }

  /** Stops sending and waits for the answers that are on their way. */
  @Override
  public void close() {
    stopping = true;
    try {
      clock.join();
      if (!users.awaitTermination(options.timeout().toMillis() + 1_000, TimeUnit.MILLISECONDS)) {
        users.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    client.connectionPool().evictAll();
  }
}
