package dev.sluice.operator.boot;

import dev.sluice.operator.server.ApiRequestMetrics;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens every client of an operator: requests to any API server are counted, share one rate, and
 * write nothing when the Lease may be another replica's.
 */
final class Connections {
  /**
   * A request is repeated for less than a second: the reconciler waits and tries again itself, and
   * a replica has to see in time that it cannot renew its Lease.
   */
  private static final int RETRIES = 3;

  private final Config own;
  private final List<Interceptor> forOwn = new ArrayList<>();
  private final List<Interceptor> forOthers = new ArrayList<>();

  /**
   * @param own how the operator's own cluster is reached
   * @param interceptors see every request to any API server
   */
  Connections(
      OperatorOptions options, Config own, List<Interceptor> interceptors, MeterRegistry registry) {
    this.own = new ConfigBuilder(own).withRequestRetryBackoffLimit(RETRIES).build();
    forOwn.add(new ApiRequestMetrics(registry, "own"));
    forOthers.add(new ApiRequestMetrics(registry, "other"));
    if (options.leaderElection().enabled()) {
      Tenure tenure = new Tenure(options);
      forOwn.add(tenure);
      forOthers.add(tenure.elsewhere());
    }
    forOwn.addAll(interceptors);
    forOthers.addAll(interceptors);
  }

  /** A client of the cluster that the operator is in. */
  KubernetesClient own() {
    return open(own, forOwn);
  }

  /** A client of another cluster. */
  KubernetesClient other(Config config) {
    return open(new ConfigBuilder(config).withUserAgent(own.getUserAgent()).build(), forOthers);
  }

  private static KubernetesClient open(Config config, List<Interceptor> interceptors) {
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientBuilderConsumer(
            http ->
                interceptors.forEach(
                    one -> http.addOrReplaceInterceptor(one.getClass().getName(), one)))
        .build();
  }
}
