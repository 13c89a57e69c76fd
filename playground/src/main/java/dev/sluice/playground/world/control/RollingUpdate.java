package dev.sluice.playground.world.control;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateDeployment;
import org.jspecify.annotations.Nullable;

/**
 * The arithmetic of a rolling update, as Kubernetes does it: the surge is rounded up, what may be
 * unavailable is rounded down, and when both come to nothing one pod may be unavailable.
 *
 * @param desired pods that the Deployment asks for
 * @param maxSurge pods beyond them that may exist
 * @param maxUnavailable pods of them that may be missing
 */
record RollingUpdate(int desired, int maxSurge, int maxUnavailable) {
  private static final IntOrString QUARTER = new IntOrString("25%");

  static RollingUpdate of(Deployment deployment) {
    int desired = Replicas.of(deployment);
    if (isRecreate(deployment)) {
      return new RollingUpdate(desired, 0, desired);
    }
    RollingUpdateDeployment strategy =
        deployment.getSpec().getStrategy() == null
            ? null
            : deployment.getSpec().getStrategy().getRollingUpdate();
    IntOrString surge = strategy == null ? null : strategy.getMaxSurge();
    IntOrString unavailable = strategy == null ? null : strategy.getMaxUnavailable();
    return of(desired, surge, unavailable);
  }

  static RollingUpdate of(
      int desired, @Nullable IntOrString maxSurge, @Nullable IntOrString maxUnavailable) {
    int surge = resolve(maxSurge == null ? QUARTER : maxSurge, desired, true);
    int unavailable = resolve(maxUnavailable == null ? QUARTER : maxUnavailable, desired, false);
    if (surge == 0 && unavailable == 0) {
      unavailable = 1;
    }
    return new RollingUpdate(desired, surge, Math.min(unavailable, desired));
  }

  static boolean isRecreate(Deployment deployment) {
    return deployment.getSpec().getStrategy() != null
        && "Recreate".equals(deployment.getSpec().getStrategy().getType());
  }

  /** A number as it is, or a percentage of {@code total}. */
  static int resolve(IntOrString value, int total, boolean roundUp) {
    if (value.getStrVal() == null) {
      return value.getIntVal() == null ? 0 : value.getIntVal();
    }
    double share = Integer.parseInt(value.getStrVal().replace("%", "").trim()) * total / 100.0;
    return (int) (roundUp ? Math.ceil(share) : Math.floor(share));
  }

  int minAvailable() {
    return desired - maxUnavailable;
  }

  /** How many pods all ReplicaSets together may have; nothing surges at zero. */
  int ceiling() {
    return desired > 0 ? desired + maxSurge : 0;
  }

  /**
   * Replicas of the new ReplicaSet in the next round.
   *
   * @param now what it asks for now
   * @param all what all ReplicaSets ask for, the new one too
   */
  int growNew(int now, int all) {
    if (now >= desired) {
      return desired;
    }
    int room = desired + maxSurge - all;
    return room <= 0 ? now : now + Math.min(room, desired - now);
  }

  /**
   * How many pods the old ReplicaSets may lose, sick ones among them.
   *
   * @param all what all ReplicaSets ask for
   * @param newWanted what the new one asks for
   * @param newAvailable how many of those are available
   */
  int shrinkable(int all, int newWanted, int newAvailable) {
    return Math.max(0, all - minAvailable() - (newWanted - newAvailable));
  }

  /** How many healthy pods the old ReplicaSets may lose while {@code available} pods are up. */
  int shrinkableHealthy(int available) {
    return Math.max(0, available - minAvailable());
  }
}
