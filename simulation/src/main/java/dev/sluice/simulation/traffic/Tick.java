package dev.sluice.simulation.traffic;

/**
 * What happened in one tick.
 *
 * @param start seconds from the beginning of the analysis
 * @param length in seconds
 * @param control the released version: the primary, or a baseline of it
 * @param excess how many requests are to be expected to have failed, or to have been slow, because
 *     the new version answered them
 * @param canaryMillis mean duration of the canary's requests in milliseconds; NaN without any
 * @param controlMillis the same of the released version's
 */
public record Tick(
    double start,
    double length,
    Counts canary,
    Counts control,
    double excess,
    double canaryMillis,
    double controlMillis) {}
