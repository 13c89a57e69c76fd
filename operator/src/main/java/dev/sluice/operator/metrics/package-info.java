/**
 * Where values come from: Prometheus, the built-in queries of each provider, MetricTemplates; and
 * the rounds in which all checks of a Canary are asked and judged.
 */
@NullMarked
package dev.sluice.operator.metrics;

import org.jspecify.annotations.NullMarked;
