package dev.sluice.operator.traffic.gatewayapi;

import dev.sluice.operator.traffic.Proportions;
import dev.sluice.operator.traffic.RoutedService;
import dev.sluice.rollout.Split;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPBackendRef;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteFilter;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteRule;
import java.util.List;
import java.util.Optional;

/** The split that a route says. */
final class CurrentSplit {
  private static final int DEFAULT_WEIGHT = 1;

  private CurrentSplit() {}

  /**
   * Of the last rule with both backends: the rules for cookies come before it.
   *
   * @return empty if there is no such rule
   */
  static Optional<Split> of(RoutedService service, List<HTTPRouteRule> rules) {
    return rules.reversed().stream()
        .map(rule -> of(service, rule))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<Split> of(RoutedService service, HTTPRouteRule rule) {
    return weight(rule, service.primary())
        .flatMap(
            primary ->
                weight(rule, service.canary())
                    .flatMap(
                        canary ->
                            Proportions.split(
                                primary,
                                canary,
                                weight(rule, service.baseline()).orElse(0),
                                isMirrored(rule, service))));
  }

  private static Optional<Integer> weight(HTTPRouteRule rule, String backend) {
    return rule.getBackendRefs().stream()
        .filter(ref -> backend.equals(ref.getName()))
        .map(HTTPBackendRef::getWeight)
        .map(weight -> weight == null ? DEFAULT_WEIGHT : weight)
        .findFirst();
  }

  private static boolean isMirrored(HTTPRouteRule rule, RoutedService service) {
    return rule.getFilters().stream()
        .map(HTTPRouteFilter::getRequestMirror)
        .anyMatch(mirror -> Filters.isMirrorToCanary(mirror, service));
  }
}
