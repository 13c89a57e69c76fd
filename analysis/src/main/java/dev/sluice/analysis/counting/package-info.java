/**
 * From raw samples of counters to what happened in each stretch of time: differences series by
 * series, with resets of counters seen for each process, summed in stretches that are the same for
 * all arms. Nothing is extrapolated, and nothing is counted twice.
 */
@NullMarked
package dev.sluice.analysis.counting;

import org.jspecify.annotations.NullMarked;
