package dev.sluice.playground.world.control;

import io.fabric8.kubernetes.api.model.Pod;

/** How much a pod has to do. */
@FunctionalInterface
public interface PodLoad {
  /** Requests that the pod has answered since it exists. */
  long served(Pod pod);
}
