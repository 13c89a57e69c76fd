package dev.sluice.operator.metrics;

import dev.sluice.analysis.counting.Arm;
import org.jspecify.annotations.Nullable;

/**
 * Which arms are compared.
 *
 * @param tested in the canary's place
 * @param reference in the primary's place; null for none
 */
public record ArmPair(Arm tested, @Nullable Arm reference) {}
