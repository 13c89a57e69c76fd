package dev.sluice.operator.traffic;

import dev.sluice.crds.Canary;
import dev.sluice.rollout.Split;
import java.util.Set;

/**
 * Shifts traffic between primary, canary and baseline through one mesh, gateway or ingress. Methods
 * read from caches, write idempotently, and throw {@link dev.sluice.operator.kube.ProblemException}
 * when something is missing that a person has to mend.
 */
public interface TrafficRouter {
  /**
   * What this router can do. Without {@link Feature#WEIGHTS} and {@link Feature#MATCHES} it cannot
   * shift traffic at all: {@link #route} does nothing and {@link #routes} stays at {@link
   * Split#PRIMARY}.
   */
  Set<Feature> features();

  /** Makes the routing objects as the spec wants them, leaving the split that is there alone. */
  void reconcile(Canary canary, Cookies cookies);

  /**
   * Shares the traffic, only with {@link Feature#BASELINE} also with a baseline; other fields of
   * the objects stay as {@link #reconcile} made them. One write at most, and none if the objects
   * say {@code split} already.
   */
  void route(Canary canary, Split split, Cookies cookies);

  /**
   * Makes what requests need to reach the baseline beside its Service, before it gets any. Only
   * with {@link Feature#BASELINE}.
   */
  default void ensureBaseline(Canary canary) {}

  /** Takes away what {@link #ensureBaseline} made; tolerates what is gone. */
  default void removeBaseline(Canary canary) {}

  /** What the objects say now. */
  Routes routes(Canary canary);

  /** Gives the objects back to their owner, for a Canary that is deleted. */
  void release(Canary canary);
}
