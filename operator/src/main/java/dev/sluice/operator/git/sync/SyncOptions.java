package dev.sluice.operator.git.sync;

import dev.sluice.operator.kube.Scope;
import org.jspecify.annotations.Nullable;

/**
 * What holds for all GitSyncs.
 *
 * @param scope those that are looked after
 * @param defaultServiceAccount as which those apply that name none; null for the operator itself
 */
public record SyncOptions(Scope scope, @Nullable String defaultServiceAccount) {}
