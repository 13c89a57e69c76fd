/**
 * Who judges a round of checks: bounds, evidence, or both; and the evidence of each rollout, which
 * is kept here and read again from the metrics after a restart.
 */
@NullMarked
package dev.sluice.operator.judging;

import org.jspecify.annotations.NullMarked;
