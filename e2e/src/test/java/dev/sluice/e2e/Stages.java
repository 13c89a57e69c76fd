package dev.sluice.e2e;

import dev.sluice.cli.stage.PrometheusBinary;
import dev.sluice.cli.stage.Stage;
import dev.sluice.cli.stage.StageOptions;
import dev.sluice.playground.world.WorldOptions;
import dev.sluice.playground.world.gateway.GatewayPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * The clusters that all scenarios share; each scenario has a namespace. The system property {@code
 * sluice.cluster} says what they are made of: {@code embedded}, which is the default, the
 * playground's API server; {@code apiserver}, a kube-apiserver that is started for it. The world
 * behind the API server is the playground's.
 */
final class Stages implements AutoCloseable {
  /** Fast, but a pod that stops serves as long as a slow machine takes to see that it stops. */
  private static final WorldOptions WORLD =
      new WorldOptions(Duration.ofMillis(50), 0.1, Duration.ofSeconds(5), GatewayPorts.ANY);

  private static final Stages SHARED = new Stages(options -> options);
  private static final Stages BARE = new Stages(StageOptions::withoutOperator);
  private static final Stages ANOTHER = new Stages(StageOptions::withoutOperator);

  private final UnaryOperator<StageOptions> with;
  private final Deque<Runnable> closers = new ConcurrentLinkedDeque<>();
  private @Nullable Stage stage;
  private @Nullable TestAbortedException missing;

  private Stages(UnaryOperator<StageOptions> with) {
    this.with = with;
  }

  /** With a world, a Prometheus and an operator that works everywhere. */
  static Stage shared() {
    return SHARED.get();
  }

  /** The same without an operator: a scenario starts one for its namespace, and may disturb it. */
  static Stage bare() {
    return BARE.get();
  }

  /**
   * The latter, for a scenario that reads the request log of the API server or makes it fail.
   *
   * @throws TestAbortedException if the API server is not the playground's
   */
  static Stage embedded() {
    if (!isEmbedded()) {
      throw new TestAbortedException(
          "needs the playground's API server, which logs its requests and fails when told to");
    }
    return bare();
  }

  /**
   * Another one without an operator: for what comes after the loss of a cluster.
   *
   * @throws TestAbortedException if the API server is not the playground's: there is one real one
   */
  static Stage another() {
    if (!isEmbedded()) {
      throw new TestAbortedException("needs a second API server, and starts the playground's");
    }
    return ANOTHER.get();
  }

  /** One without an operator for a single test, which may change what all its apps share. */
  static Stages own() {
    return new Stages(StageOptions::withoutOperator);
  }

  /**
   * The same on an API server that checks rights.
   *
   * @throws TestAbortedException if the API server is the playground's
   */
  static Stages ownThatChecksRights() {
    if (isEmbedded()) {
      throw new TestAbortedException("needs an API server that checks rights: make e2e-apiserver");
    }
    return own();
  }

  static boolean isEmbedded() {
    return cluster().equals("embedded");
  }

  private static String cluster() {
    return System.getProperty("sluice.cluster", "embedded");
  }

  synchronized Stage get() {
    if (missing != null) {
      throw missing;
    }
    if (stage == null) {
      try {
        stage = start();
      } catch (TestAbortedException e) {
        missing = e;
        System.err.println("No scenario runs: it " + e.getMessage());
        throw e;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while the stage was set up", e);
      }
    }
    return stage;
  }

  private Stage start() throws IOException, InterruptedException {
    StageOptions options =
        StageOptions.embedded(
                PrometheusBinary.findOrInstall(System.getenv("PATH"), System.err::println))
            .with(WORLD);
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    if (!isEmbedded()) {
      RealApiServer server = RealApiServer.start();
      closers.push(server::close);
      options = options.onApiServer(server.kubeconfig());
    }
    Stage started = Stage.start(with.apply(options), progress -> {});
    closers.push(started::close);
    return started;
  }

  @Override
  public void close() {
    for (Runnable next = closers.poll(); next != null; next = closers.poll()) {
      next.run();
    }
  }
}
