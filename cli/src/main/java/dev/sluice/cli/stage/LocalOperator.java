package dev.sluice.cli.stage;

import dev.sluice.operator.boot.OperatorOptions;
import dev.sluice.operator.boot.RunningOperator;
import dev.sluice.operator.boot.Tenure;
import dev.sluice.operator.server.ApiRequestMetrics;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** An operator in this process, with a client of its own. */
public final class LocalOperator implements AutoCloseable {
  /**
   * A request is repeated for less than a second: the reconciler waits and tries again itself, and
   * a replica has to see in time that it cannot renew its Lease.
   */
  private static final int RETRIES = 3;

  private final KubernetesClient client;
  private final RunningOperator operator;
  private final AtomicBoolean closed = new AtomicBoolean();

  private LocalOperator(KubernetesClient client, RunningOperator operator) {
    this.client = client;
    this.operator = operator;
  }

  /**
   * Starts working in the cluster that the configuration names.
   *
   * @param interceptors see every request to the API server
   * @param lost ends this process at once: another replica may work in its place
   * @throws IOException if the port of the options is taken
   * @throws InterruptedException if it is told to stop before it has started
   */
  public static LocalOperator start(
      OperatorOptions options, Config config, List<Interceptor> interceptors, Runnable lost)
      throws IOException, InterruptedException {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder(config).withRequestRetryBackoffLimit(RETRIES).build())
            .withHttpClientBuilderConsumer(
                http -> {
                  http.addOrReplaceInterceptor(
                      ApiRequestMetrics.NAME, new ApiRequestMetrics(registry));
                  if (options.leaderElection().enabled()) {
                    http.addOrReplaceInterceptor(Tenure.class.getName(), new Tenure(options));
                  }
                  interceptors.forEach(
                      one -> http.addOrReplaceInterceptor(one.getClass().getName(), one));
                })
            .build();
    try {
      return new LocalOperator(client, RunningOperator.start(options, client, registry, lost));
    } catch (IOException | InterruptedException | RuntimeException e) {
      client.close();
      throw e;
    }
  }

  /** The port of {@code /metrics}, {@code /healthz} and {@code /readyz}. */
  public int port() {
    return operator.port();
  }

  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      operator.close();
      client.close();
    }
  }
}
