package dev.sluice.operator.boot;

import dev.sluice.operator.canary.CanaryController;
import dev.sluice.operator.git.image.ImagePolicyController;
import dev.sluice.operator.git.receiver.HookEndpoint;
import dev.sluice.operator.git.sync.GitSyncController;
import dev.sluice.operator.kube.RequiredKinds;
import dev.sluice.operator.server.CanaryMetrics;
import dev.sluice.operator.server.StatusServer;
import dev.sluice.operator.server.StatusServer.Health;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An operator that works until it is closed. */
public final class RunningOperator implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RunningOperator.class);
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final KubernetesClient client;
  private final Operator operator;
  private final Leadership leadership;
  private final CanaryController controller;
  private final Optional<ImagePolicyController> images;
  private final Optional<GitSyncController> syncs;
  private final StatusServer server;
  private final ExecutorService threads;
  private final AtomicBoolean closed = new AtomicBoolean();

  private RunningOperator(
      KubernetesClient client,
      Operator operator,
      Leadership leadership,
      CanaryController controller,
      Optional<ImagePolicyController> images,
      Optional<GitSyncController> syncs,
      StatusServer server,
      ExecutorService threads) {
    this.client = client;
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
   * @param config how the cluster is reached that it works in
   * @param interceptors see every request to an API server, of this cluster and of others
   * @param lost ends this process at once: its Lease is lost, and another replica may work
   * @throws IOException if the port of the options is taken
   * @throws InterruptedException if it is told to stop before it has started
   */
  public static RunningOperator start(
      OperatorOptions options, Config config, List<Interceptor> interceptors, Runnable lost)
      throws IOException, InterruptedException {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Connections connections = new Connections(options, config, interceptors, registry);
    KubernetesClient client = connections.own();
    try {
      return start(options, connections, client, registry, lost);
    } catch (IOException | InterruptedException | RuntimeException e) {
      client.close();
      throw e;
    }
  }

  private static RunningOperator start(
      OperatorOptions options,
      Connections connections,
      KubernetesClient client,
      PrometheusMeterRegistry registry,
      Runnable lost)
      throws IOException, InterruptedException {
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    CanaryMetrics metrics = new CanaryMetrics(registry, Product.VERSION, options.meshProvider());
    Wiring wiring =
        new Wiring(
            options,
            connections,
            client,
            registry,
            metrics,
            threads,
            Clock.tickMillis(ZoneOffset.UTC));
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
      end(threads);
      throw e;
    }
    return new RunningOperator(
        client, operator, leadership, controller, images, syncs, server, threads);
  }

  /** The port of {@code /metrics}, {@code /healthz}, {@code /readyz} and {@code /hook/}. */
  public int port() {
    return server.port();
  }

  /**
   * Finishes what is being written, then stops; what is not finished goes on in the next process.
   * Does nothing the second time.
   */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    leadership.closing();
    operator.stop();
    images.ifPresent(ImagePolicyController::close);
    syncs.ifPresent(GitSyncController::close);
    controller.close();
    leadership.release();
    server.close();
    end(threads);
    client.close();
  }

  /** Nothing is written any more when this returns, not to the cache of Git either. */
  private static void end(ExecutorService threads) {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(GRACE.toSeconds(), TimeUnit.SECONDS)) {
        log.warn("Something that was asked has not ended within {} s", GRACE.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
