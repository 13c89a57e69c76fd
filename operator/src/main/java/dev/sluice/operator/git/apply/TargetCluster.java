package dev.sluice.operator.git.apply;

import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * A cluster that a GitSync is about.
 *
 * @param client as who the operator is there
 * @param live what is known of its objects without asking
 */
public record TargetCluster(KubernetesClient client, Kinds kinds, LiveObjects live) {}
