package dev.sluice.operator.metrics;

import dev.sluice.analysis.sequential.Comparison;
import dev.sluice.crds.AnalysisSpec.MetricSpec;
import org.jspecify.annotations.Nullable;

/**
 * A metric of a Canary that is compared.
 *
 * @param comparison how
 * @param total of an error ratio with a query of its own, the selector of all requests; null
 *     otherwise
 */
public record Compared(MetricSpec metric, Comparison comparison, @Nullable String total) {}
