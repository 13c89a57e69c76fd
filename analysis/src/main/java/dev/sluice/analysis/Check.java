package dev.sluice.analysis;

/**
 * One thing that is judged in every round.
 *
 * @param name as the Canary names it
 * @param dryRun whether it is only reported and never decides
 * @param critical whether one value out of bounds rolls back at once
 */
public record Check(
    String name,
    Metric metric,
    Bounds bounds,
    NoDataPolicy noData,
    boolean dryRun,
    boolean critical) {}
