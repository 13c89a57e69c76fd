package dev.sluice.operator.git.render;

import java.util.function.Supplier;

/**
 * What is rendered for.
 *
 * @param name of the GitSync
 * @param namespace of objects that name none
 * @param kubeVersion of the cluster, for example {@code v1.34.1}; asked for only when it is needed
 */
public record Facts(String name, String namespace, Supplier<String> kubeVersion) {}
