package dev.sluice.analysis;

/**
 * Whom a round judges, for the words of its events.
 *
 * @param canary name of the Canary
 * @param target name of the target workload
 * @param metricsProvider which built-in queries are asked, for example {@code istio}
 */
public record Subject(String canary, String namespace, String target, String metricsProvider) {}
