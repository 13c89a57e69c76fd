package dev.sluice.e2e;

import dev.sluice.operator.boot.OperatorOptions;
import dev.sluice.operator.boot.RunningOperator;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * An operator of one namespace that dies after a write, or after something else that it did: from
 * then on no request of it reaches the API server any more.
 */
final class Mortal implements AutoCloseable {
  private static final String USER_AGENT = "sluice/e2e";

  /** A write is the same when it is done again later. */
  private static final Pattern VARYING =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z|\"resourceVersion\":\"\\d+\"");

  private final Life life;
  private final RunningOperator operator;

  private Mortal(Life life, RunningOperator operator) {
    this.life = life;
    this.operator = operator;
  }

  /**
   * One that dies after its first write that had an effect and is not among those that somebody
   * died after, where it is then noted.
   */
  static Mortal start(App app, Set<String> fatal) {
    return start(app, options(app), fatal);
  }

  static Mortal start(App app, OperatorOptions options, Set<String> fatal) {
    return start(app, options, USER_AGENT, fatal::add);
  }

  /** One that lives until it is closed. */
  static Mortal immortal(App app) {
    return start(app, options(app), USER_AGENT, _ -> false);
  }

  /** One of several; it dies when it loses its Lease. */
  static Mortal replica(App app, OperatorOptions options, String userAgent) {
    return start(app, options, userAgent, _ -> false);
  }

  static OperatorOptions options(App app) {
    return OperatorOptions.DEFAULTS
        .with("nginx", app.cluster().prometheus().toString())
        .inNamespace(app.namespace());
  }

  /**
   * The same, for what comes from Git.
   *
   * @param directory for the clones
   */
  static OperatorOptions options(App app, Path directory) {
    return options(app)
        .with(new OperatorOptions.Git(directory.resolve("cache"), 64L << 20, List.of(), null));
  }

  private static Mortal start(
      App app, OperatorOptions options, String userAgent, Predicate<String> fatal) {
    Life life = new Life(fatal);
    try {
      return new Mortal(
          life,
          RunningOperator.start(
              options,
              new ConfigBuilder(app.cluster().config()).withUserAgent(userAgent).build(),
              List.of(life),
              life::end));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Where it serves HTTP. */
  URI url() {
    return URI.create("http://localhost:" + operator.port());
  }

  /** Dies if this is not among what somebody died after. */
  void mayDieAfter(String what) {
    life.mayEndAfter(what);
  }

  boolean isDead() {
    return life.over;
  }

  /** Whether it has asked for nothing for so long. */
  boolean isIdleFor(Duration time) {
    return System.nanoTime() - life.lastRequest > time.toNanos();
  }

  /** Ends it as a signal does. */
  void stop() {
    operator.close();
  }

  @Override
  public void close() {
    stop();
  }

  private static final class Life implements Interceptor {
    private final Predicate<String> fatal;
    private volatile boolean over;
    private volatile long lastRequest = System.nanoTime();

    Life(Predicate<String> fatal) {
      this.fatal = fatal;
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
      if (over) {
        throw new KubernetesClientException("killed", new IOException("killed"));
      }
      lastRequest = System.nanoTime();
    }

    @Override
    public void after(
        HttpRequest request,
        HttpResponse<?> response,
        AsyncBody.Consumer<List<ByteBuffer>> consumer) {
      if (!request.method().equals("GET") && response.isSuccessful()) {
        mayEndAfter(
            request.method()
                + " "
                + request.uri()
                + " "
                + VARYING.matcher(String.valueOf(request.bodyString())).replaceAll("…"));
      }
    }

    void mayEndAfter(String what) {
      // Noted also of one that is dead already: what it had begun is done after its death.
      if (fatal.test(what)) {
        end();
      }
    }

    private void end() {
      over = true;
    }
  }
}
