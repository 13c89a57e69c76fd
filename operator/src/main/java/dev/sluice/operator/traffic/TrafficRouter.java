package dev.sluice.operator.traffic;

import dev.sluice.crds.Canary;

/**
 * Shifts traffic between primary and canary through one mesh, gateway or ingress. Methods read from
 * caches, write idempotently, and throw {@link dev.sluice.operator.kube.ProblemException} when
 * something is missing that a person has to mend.
 */
public interface TrafficRouter {
  /** Makes the routing objects as the spec wants them, leaving the split that is there alone. */
  void reconcile(Canary canary, Cookies cookies);

  /** Shares the traffic; other fields of the objects stay as {@link #reconcile} made them. */
  void route(Canary canary, Split split, Cookies cookies);

  /** What the objects say now. */
  Routes routes(Canary canary);

  /** Gives the objects back to their owner, for a Canary deleted with {@code revertOnDeletion}. */
  void release(Canary canary);
}
