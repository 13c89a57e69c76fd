package dev.sluice.operator.traffic.provider;

import dev.sluice.crds.Canary;
import dev.sluice.operator.traffic.Cookies;
import dev.sluice.operator.traffic.Feature;
import dev.sluice.operator.traffic.Routes;
import dev.sluice.operator.traffic.TrafficRouter;
import dev.sluice.rollout.Split;
import java.util.Set;

/**
 * Plain Kubernetes: users reach the primary through its Services, and no traffic can be shifted.
 */
final class KubernetesRouter implements TrafficRouter {
  @Override
  public Set<Feature> features() {
    return Set.of();
  }

  @Override
  public void reconcile(Canary canary, Cookies cookies) {}

  @Override
  public void route(Canary canary, Split split, Cookies cookies) {}

  @Override
  public Routes routes(Canary canary) {
    return new Routes.Serving(Split.PRIMARY);
  }

  @Override
  public void release(Canary canary) {}
}
