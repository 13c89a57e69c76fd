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
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.opentest4j.TestAbortedException;

/**
 * The clusters that all scenarios share; each scenario has a namespace. The system property {@code
 * sluice.cluster} says what they are made of: {@code embedded}, which is the default, the
 * playground's API server; {@code apiserver}, a kube-apiserver that is started for it. The world
 * behind both is the playground's. {@code kubeconfig} is a cluster with nodes that is there
 * already, {@code kind} one that is started for it.
 */
final class Stages implements AutoCloseable {
  static final String LOOPBACK = "127.0.0.1";

  private static final String KIND = System.getProperty("sluice.cluster", "embedded");

  /** How the names of the scenarios' namespaces begin. */
  static final String NAMESPACES = canHaveSeveral() ? "e2e-" : "sluice-e2e-" + Outside.RUN + "-";

  /** Fast, but a pod that stops serves as long as a slow machine takes to see that it stops. */
  private static final WorldOptions WORLD =
      new WorldOptions(Duration.ofMillis(50), 0.1, Duration.ofSeconds(5), GatewayPorts.ANY);

  private enum Use {
    SHARED,
    BARE,
    OWN
  }

  private static final Stages SHARED = new Stages(Use.SHARED);
  private static final Stages BARE = new Stages(Use.BARE);
  private static final Stages ANOTHER = new Stages(Use.BARE);

  /** Made when the first asks for it, for all. */
  private static final Once<Outside> OUTSIDE = new Once<>(Stages::connect);

  private final Use use;
  private final Deque<Runnable> closers = new ConcurrentLinkedDeque<>();
  private final Once<Cluster> cluster = new Once<>(this::make);

  private Stages(Use use) {
    this.use = use;
  }

  /** With an operator that works for every scenario. */
  static Cluster shared() {
    return SHARED.get();
  }

  /** The same without an operator: a scenario starts one for its namespace, and may disturb it. */
  static Cluster bare() {
    return BARE.get();
  }

  /**
   * The latter, for a scenario that needs pods and gateways as only the playground has them.
   *
   * @throws TestAbortedException if the cluster has nodes
   */
  static Cluster playground() {
    if (!canHaveSeveral()) {
      throw new TestAbortedException("needs the playground's pods");
    }
    return bare();
  }

  /**
   * The latter, for a scenario that reads the request log of the API server or makes it fail.
   *
   * @throws TestAbortedException if the API server is not the playground's
   */
  static Cluster embedded() {
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
  static Cluster another() {
    if (!isEmbedded()) {
      throw new TestAbortedException("needs a second API server, and starts the playground's");
    }
    return ANOTHER.get();
  }

  /**
   * One without an operator for a single test, which may change what all its apps share. A test
   * class that asks for it must be {@link Alone}.
   *
   * @throws TestAbortedException when it is asked for the cluster, if others use it
   */
  static Stages own() {
    return new Stages(Use.OWN);
  }

  /**
   * The same with the playground's API server.
   *
   * @throws TestAbortedException if another one was asked for
   */
  static Stages ownPlayground() {
    if (!isEmbedded()) {
      throw new TestAbortedException("needs the playground");
    }
    return own();
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
    return KIND.equals("embedded");
  }

  /** Whether every instance is a cluster of its own. */
  static boolean canHaveSeveral() {
    return List.of("embedded", "apiserver").contains(KIND);
  }

  /**
   * Where operators find a server of this machine.
   *
   * @throws TestAbortedException if they run elsewhere and nobody said how they find it
   */
  static String thisMachine() {
    return canHaveSeveral() ? LOOPBACK : OUTSIDE.get().thisMachine();
  }

  Cluster get() {
    return cluster.get();
  }

  private Cluster make() {
    try {
      return canHaveSeveral() ? playgrounds() : outside();
    } catch (TestAbortedException e) {
      System.err.println("No scenario runs: it " + e.getMessage());
      throw e;
    }
  }

  private Cluster playgrounds() {
    try {
      return new PlaygroundCluster(stage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the cluster was set up", e);
    }
  }

  private Stage stage() throws IOException, InterruptedException {
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
    Stage started =
        Stage.start(use == Use.SHARED ? options : options.withoutOperator(), progress -> {});
    closers.push(started::close);
    return started;
  }

  private Cluster outside() {
    Outside found = OUTSIDE.get();
    OutsideCluster made = new OutsideCluster(found, use == Use.SHARED);
    if (use == Use.OWN) {
      if (!found.broughtDefinitions()) {
        throw new TestAbortedException("needs to bring Sluice's definitions, which are there");
      }
      closers.push(made::restore);
    }
    return made;
  }

  /** Takes away what was brought to a cluster that stays. */
  static void leave() {
    OUTSIDE.ifMade().ifPresent(Outside::close);
  }

  private static Outside connect() {
    if (KIND.equals("kind")) {
      // Testcontainers takes it away, with all that is in it.
      return Outside.connect(KindCluster.start().options());
    }
    Outside connected = Outside.connect(OutsideOptions.of(System.getenv()));
    Runtime.getRuntime().addShutdownHook(new Thread(Stages::leave));
    return connected;
  }

  @Override
  public void close() {
    for (Runnable next = closers.poll(); next != null; next = closers.poll()) {
      next.run();
    }
  }
}
