/**
 * The benchmark of the judges: every policy rolls out every scenario many times, and what came of
 * it is counted.
 */
@NullMarked
package dev.sluice.simulation.bench;

import org.jspecify.annotations.NullMarked;
