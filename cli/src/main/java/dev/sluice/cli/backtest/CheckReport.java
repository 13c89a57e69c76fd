package dev.sluice.cli.backtest;

import org.jspecify.annotations.Nullable;

/**
 * What became of one check.
 *
 * @param bound as the Canary has it; empty when it has none
 * @param thresholdReleases releases that the bound was tried on; 0 when it could not be
 * @param thresholdRolledBack those that it would have rolled back
 * @param suggested the strictest bound that rolls back at most one in a hundred; null when it
 *     cannot be told
 * @param sequentialReleases releases that were compared
 * @param sequentialRolledBack those that the comparison would have rolled back
 * @param sequentialPromoted those that it would have vouched for before the deadline
 */
record CheckReport(
    String name,
    String bound,
    int thresholdReleases,
    int thresholdRolledBack,
    @Nullable Double suggested,
    int sequentialReleases,
    int sequentialRolledBack,
    int sequentialPromoted) {}
