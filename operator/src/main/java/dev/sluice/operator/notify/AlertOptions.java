package dev.sluice.operator.notify;

import org.jspecify.annotations.Nullable;

/**
 * What holds for the alerts of every Canary.
 *
 * @param global is told about Canaries that name nobody; null for nobody
 * @param clusterName added to every alert; null for none
 * @param noCrossNamespaceRefs whether an AlertProvider of another namespace is refused
 */
public record AlertOptions(
    @Nullable SlackTarget global, @Nullable String clusterName, boolean noCrossNamespaceRefs) {}
