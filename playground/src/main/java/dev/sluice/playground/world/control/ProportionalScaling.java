package dev.sluice.playground.world.control;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Shares a change of a Deployment's size among its ReplicaSets while a rolling update is under way,
 * so that neither revision takes all of the risk.
 */
final class ProportionalScaling {
  private ProportionalScaling() {}

  /** Whether the Deployment was resized since its ReplicaSets were. */
  static boolean isDue(Deployment deployment, DeploymentSets sets) {
    int desired = Replicas.of(deployment);
    return sets.active().stream()
        .anyMatch(
            set ->
                DeploymentSets.annotation(set, DeploymentSets.DESIRED)
                    .filter(known -> known != desired)
                    .isPresent());
  }

  /** The new numbers, biggest ReplicaSet first; they add up to what the update allows. */
  static Map<ReplicaSet, Integer> shares(Deployment deployment, DeploymentSets sets) {
    RollingUpdate update = RollingUpdate.of(deployment);
    Map<ReplicaSet, Integer> shares = new LinkedHashMap<>();
    List<ReplicaSet> active = sets.active();
    if (active.size() == 1) {
      shares.put(active.getFirst(), update.desired());
      return shares;
    }
    int toAdd = update.ceiling() - Replicas.of(active);
    int added = 0;
    List<ReplicaSet> biggestFirst =
        active.stream()
            .sorted(Comparator.<ReplicaSet>comparingInt(Replicas::of).reversed())
            .toList();
    for (ReplicaSet set : biggestFirst) {
      int share = toAdd == 0 ? 0 : bounded(fraction(set, update.ceiling()), toAdd - added);
      added += share;
      shares.put(set, Replicas.of(set) + share);
    }
    ReplicaSet biggest = biggestFirst.getFirst();
    shares.merge(biggest, toAdd - added, (now, rest) -> Math.max(0, now + rest));
    return shares;
  }

  private static int fraction(ReplicaSet set, int ceiling) {
    int was = DeploymentSets.annotation(set, DeploymentSets.MAX).orElse(ceiling);
    return was == 0 ? 0 : Math.round((float) Replicas.of(set) * ceiling / was) - Replicas.of(set);
  }

  private static int bounded(int share, int left) {
    return left > 0 ? Math.clamp(share, 0, left) : Math.clamp(share, left, 0);
  }
}
