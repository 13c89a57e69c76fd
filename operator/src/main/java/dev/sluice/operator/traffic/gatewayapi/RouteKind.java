package dev.sluice.operator.traffic.gatewayapi;

import dev.sluice.operator.traffic.RoutedService;
import dev.sluice.operator.traffic.Rule;
import dev.sluice.rollout.Split;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ParentReference;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.RouteParentStatus;
import java.util.List;
import java.util.Optional;

/** One kind of route. */
interface RouteKind {
  /** As manifests name it. */
  String kind();

  /** Whether the API server knows it. */
  boolean isServed();

  /** The route under the apex name. */
  Optional<Route> find(RoutedService service);

  /** Writes the route with these rules. */
  void apply(RoutedService service, List<Rule> rules);

  /** Puts back what a person's route said before, if that is known. */
  void release(RoutedService service);

  /** Deletes the route. */
  void delete(RoutedService service);

  /**
   * What a route says.
   *
   * @param split of the rule that shares by weight; empty if there is no such rule
   */
  record Route(
      HasMetadata object,
      Optional<Split> split,
      List<ParentReference> parents,
      List<RouteParentStatus> statuses) {}
}
