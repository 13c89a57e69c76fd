/** Counters and histograms in Prometheus' text format, under exactly the names that are given. */
@NullMarked
package dev.sluice.playground.world.metrics;

import org.jspecify.annotations.NullMarked;
