package dev.sluice.operator.metrics;

/**
 * What holds for every Canary.
 *
 * @param server the Prometheus of built-in metrics and inline queries, unless the Canary names its
 *     own
 * @param meshProvider the provider of Canaries that name none
 * @param noCrossNamespaceRefs whether a MetricTemplate of another namespace is refused
 */
public record MetricsOptions(
    PrometheusServer server, String meshProvider, boolean noCrossNamespaceRefs) {}
