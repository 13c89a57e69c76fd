/**
 * From samples to a verdict. Pure: nothing here knows of Kubernetes, HTTP, threads or the clock;
 * the port {@link dev.sluice.analysis.MetricSource} is how values come in.
 */
@NullMarked
package dev.sluice.analysis;

import org.jspecify.annotations.NullMarked;
