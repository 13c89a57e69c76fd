package dev.sluice.operator.metrics;

import java.util.function.Supplier;

/**
 * What holds for every Canary.
 *
 * @param address of the Prometheus of built-in metrics and inline queries, unless the Canary names
 *     its own
 * @param server how it is reached now; throws a {@code ProblemException} when that cannot be known
 * @param meshProvider the provider of Canaries that name none
 * @param noCrossNamespaceRefs whether a MetricTemplate of another namespace is refused
 */
public record MetricsOptions(
    String address,
    Supplier<PrometheusServer> server,
    String meshProvider,
    boolean noCrossNamespaceRefs) {
  /** With a Prometheus that is always reached in the same way. */
  public MetricsOptions(
      PrometheusServer server, String meshProvider, boolean noCrossNamespaceRefs) {
    this(server.address(), () -> server, meshProvider, noCrossNamespaceRefs);
  }
}
