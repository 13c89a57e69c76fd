package dev.sluice.operator.git.sync;

import org.jspecify.annotations.Nullable;

/**
 * What holds for all GitSyncs.
 *
 * @param namespace the only one that is watched, or null for all
 * @param defaultServiceAccount as which those apply that name none; null for the operator itself
 */
public record SyncOptions(@Nullable String namespace, @Nullable String defaultServiceAccount) {}
