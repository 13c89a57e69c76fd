package dev.sluice.operator.boot;

import dev.sluice.operator.canary.CanaryController;
import dev.sluice.operator.server.CanaryMetrics;
import dev.sluice.operator.server.StatusServer;
import dev.sluice.operator.server.StatusServer.Health;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An operator that works until it is closed. */
public final class RunningOperator implements AutoCloseable {
  private static final String LEASE = "flagger-leader-election";
  private static final Duration LEASE_DURATION = Duration.ofSeconds(60);
  private static final Duration RENEW_DEADLINE = Duration.ofSeconds(15);
  private static final Duration RETRY_PERIOD = Duration.ofSeconds(5);
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Operator operator;
  private final CanaryController controller;
  private final StatusServer server;
  private final ExecutorService threads;

  private RunningOperator(
      Operator operator,
      CanaryController controller,
      StatusServer server,
      ExecutorService threads) {
    this.operator = operator;
    this.controller = controller;
    this.server = server;
    this.threads = threads;
  }

  /**
   * Starts working. Returns when the caches are filled, or, with leader election, when this replica
   * stands by.
   *
   * @param client stays the caller's to close
   * @param registry where metrics are counted, which {@code /metrics} shows
   * @throws IOException if the port of the options is taken
   */
  public static RunningOperator start(
      OperatorOptions options, KubernetesClient client, PrometheusMeterRegistry registry)
      throws IOException {
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    CanaryMetrics metrics = new CanaryMetrics(registry, Product.VERSION, options.meshProvider());
    CanaryController controller =
        Wiring.controller(options, client, metrics, threads, Clock.systemUTC());
    Operator operator = operator(options, client, registry);
    controller.registerWith(operator);
    StatusServer server =
        StatusServer.start(
            options.port(), registry, () -> new Health(true, "OK"), () -> ready(operator));
    try {
      operator.start();
    } catch (RuntimeException e) {
      server.close();
      controller.close();
      threads.shutdownNow();
      throw e;
    }
    return new RunningOperator(operator, controller, server, threads);
  }

  /** The port of {@code /metrics}, {@code /healthz} and {@code /readyz}. */
  public int port() {
    return server.port();
  }

  /**
   * Finishes what is being written, then stops; what is not finished goes on in the next process.
   */
  @Override
  public void close() {
    operator.stop();
    controller.close();
    server.close();
    threads.shutdownNow();
  }

  private static Operator operator(
      OperatorOptions options, KubernetesClient client, PrometheusMeterRegistry registry) {
    return new Operator(
        overrider -> {
          overrider
              .withKubernetesClient(client)
              .withCloseClientOnStop(false)
              .withMetrics(MicrometerMetrics.withoutPerResourceMetrics(registry))
              .withConcurrentReconciliationThreads(options.threadiness())
              .withParseResourceVersions(true)
              .withReconciliationTerminationTimeout(GRACE);
          if (options.leaderElection().enabled()) {
            overrider.withLeaderElectionConfiguration(
                LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
                    .withLeaseNamespace(options.leaderElection().namespace())
                    .withLeaseDuration(LEASE_DURATION)
                    .withRenewDeadline(RENEW_DEADLINE)
                    .withRetryPeriod(RETRY_PERIOD)
                    .build());
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
