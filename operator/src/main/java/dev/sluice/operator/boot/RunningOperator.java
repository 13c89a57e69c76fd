package dev.sluice.operator.boot;

import dev.sluice.operator.canary.CanaryController;
import dev.sluice.operator.git.image.ImagePolicyController;
import dev.sluice.operator.git.receiver.HookEndpoint;
import dev.sluice.operator.git.sync.GitSyncController;
import dev.sluice.operator.kube.RequiredKinds;
import dev.sluice.operator.server.CanaryMetrics;
import dev.sluice.operator.server.StatusServer;
import dev.sluice.operator.server.StatusServer.Health;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An operator that works until it is closed. */
public final class RunningOperator implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Operator operator;
  private final Leadership leadership;
  private final CanaryController controller;
  private final Optional<ImagePolicyController> images;
  private final Optional<GitSyncController> syncs;
  private final StatusServer server;
  private final ExecutorService threads;

  private RunningOperator(
      Operator operator,
      Leadership leadership,
      CanaryController controller,
      Optional<ImagePolicyController> images,
      Optional<GitSyncController> syncs,
      StatusServer server,
      ExecutorService threads) {
    this.operator = operator;
    this.leadership = leadership;
    this.controller = controller;
    this.images = images;
    this.syncs = syncs;
    this.server = server;
    this.threads = threads;
  }

  /**
   * Starts working. Waits until the API server serves what it needs, and returns when the caches
   * are filled, or, with leader election, when this replica stands by.
   *
   * @param client stays the caller's to close
   * @param registry where metrics are counted, which {@code /metrics} shows
   * @param lost ends this process at once: its Lease is lost, and another replica may work
   * @throws IOException if the port of the options is taken
   * @throws InterruptedException if it is told to stop before it has started
   */
  public static RunningOperator start(
      OperatorOptions options,
      KubernetesClient client,
      PrometheusMeterRegistry registry,
      Runnable lost)
      throws IOException, InterruptedException {
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    CanaryMetrics metrics = new CanaryMetrics(registry, Product.VERSION, options.meshProvider());
    Wiring wiring =
        new Wiring(options, client, registry, metrics, threads, Clock.tickMillis(ZoneOffset.UTC));
    CanaryController controller = wiring.canaries();
    Leadership leadership = new Leadership(options, client, lost);
    Operator operator = operator(options, client, registry, leadership);
    controller.registerWith(operator);
    StatusServer server =
        StatusServer.start(
            options.port(), registry, () -> new Health(true, "OK"), () -> ready(operator));
    server.serve(HookEndpoint.PATH, wiring.hookEndpoint());
    Optional<ImagePolicyController> images = Optional.empty();
    Optional<GitSyncController> syncs = Optional.empty();
    try {
      new RequiredKinds(client, options.namespace()).await();
      images = wiring.imagePolicies();
      images.ifPresent(present -> present.registerWith(operator));
      wiring.receivers().ifPresent(present -> present.registerWith(operator));
      syncs = wiring.gitSyncs();
      syncs.ifPresent(present -> present.registerWith(operator));
      operator.start();
    } catch (InterruptedException | RuntimeException e) {
      server.close();
      images.ifPresent(ImagePolicyController::close);
      syncs.ifPresent(GitSyncController::close);
      controller.close();
      threads.shutdownNow();
      throw e;
    }
    return new RunningOperator(operator, leadership, controller, images, syncs, server, threads);
  }

  /** The port of {@code /metrics}, {@code /healthz}, {@code /readyz} and {@code /hook/}. */
  public int port() {
    return server.port();
  }

  /**
   * Finishes what is being written, then stops; what is not finished goes on in the next process.
   */
  @Override
  public void close() {
    leadership.closing();
    operator.stop();
    images.ifPresent(ImagePolicyController::close);
    syncs.ifPresent(GitSyncController::close);
    controller.close();
    leadership.release();
    server.close();
    threads.shutdownNow();
  }

  private static Operator operator(
      OperatorOptions options,
      KubernetesClient client,
      PrometheusMeterRegistry registry,
      Leadership leadership) {
    return new Operator(
        overrider -> {
          overrider
              .withKubernetesClient(client)
              .withCloseClientOnStop(false)
              .withMetrics(MicrometerMetrics.withoutPerResourceMetrics(registry))
              .withConcurrentReconciliationThreads(options.threadiness())
              .withParseResourceVersions(true)
              // A watch that fails while it begins is begun again, as it is at any other time.
              .withStopOnInformerErrorDuringStartup(false)
              .withReconciliationTerminationTimeout(GRACE);
          if (options.leaderElection().enabled()) {
            overrider.withLeaderElectionConfiguration(leadership.configuration());
          }
        });
  }

  private static Health ready(Operator operator) {
    boolean started = operator.getRuntimeInfo().isStarted();
    return started && operator.getRuntimeInfo().allEventSourcesAreHealthy()
        ? new Health(true, "OK")
        : new Health(false, started ? "a watch is not healthy" : "starting");
  }
}
