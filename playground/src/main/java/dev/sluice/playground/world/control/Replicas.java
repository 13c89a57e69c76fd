package dev.sluice.playground.world.control;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Numbers of pods, with the defaults that the API server would have set. */
final class Replicas {
  private Replicas() {}

  static int of(Deployment deployment) {
    return orElse(deployment.getSpec().getReplicas(), 1);
  }

  static int of(ReplicaSet set) {
    return orElse(set.getSpec().getReplicas(), 1);
  }

  static int of(Collection<ReplicaSet> sets) {
    return sets.stream().mapToInt(Replicas::of).sum();
  }

  static int current(ReplicaSet set) {
    return set.getStatus() == null ? 0 : orElse(set.getStatus().getReplicas(), 0);
  }

  static int ready(ReplicaSet set) {
    return set.getStatus() == null ? 0 : orElse(set.getStatus().getReadyReplicas(), 0);
  }

  static int available(ReplicaSet set) {
    return set.getStatus() == null ? 0 : orElse(set.getStatus().getAvailableReplicas(), 0);
  }

  static int orElse(@Nullable Integer value, int otherwise) {
    return value == null ? otherwise : value;
  }
}
