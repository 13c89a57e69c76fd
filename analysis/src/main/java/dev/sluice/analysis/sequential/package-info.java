/**
 * The sequential judge: compares the canary with the primary interval by interval, and may be asked
 * at any time without paying for the asking. {@link dev.sluice.analysis.sequential.Evidence} is a
 * pure fold over {@link dev.sluice.analysis.sequential.Interval intervals}; it knows of no clock:
 * every time is a {@link java.time.Duration} from the beginning of the analysis.
 *
 * <p>The method, its assumptions and its references are in {@code docs/judge.md}.
 */
@NullMarked
package dev.sluice.analysis.sequential;

import org.jspecify.annotations.NullMarked;
