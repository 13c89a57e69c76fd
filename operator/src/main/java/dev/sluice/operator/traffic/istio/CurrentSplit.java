package dev.sluice.operator.traffic.istio;

import dev.sluice.operator.traffic.Proportions;
import dev.sluice.operator.traffic.RoutedService;
import dev.sluice.rollout.Split;
import io.fabric8.istio.api.api.networking.v1alpha3.Destination;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPRoute;
import io.fabric8.istio.api.api.networking.v1alpha3.VirtualService;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The split that a VirtualService says. */
final class CurrentSplit {
  private CurrentSplit() {}

  /**
   * Of the last rule with both destinations: the rules for cookies come before it.
   *
   * @return empty if there is no such rule
   */
  static Optional<Split> of(RoutedService service, @Nullable VirtualService route) {
    if (route == null) {
      return Optional.empty();
    }
    List<Optional<Split>> splits =
        VirtualServices.isTcp(service.spec())
            ? route.getTcp().stream()
                .map(
                    rule -> {
                      Map<String, Integer> weights = new HashMap<>();
                      rule.getRoute()
                          .forEach(to -> put(weights, to.getDestination(), to.getWeight()));
                      return split(service, weights, false);
                    })
                .toList()
            : route.getHttp().stream().map(rule -> split(service, rule)).toList();
    return splits.reversed().stream().flatMap(Optional::stream).findFirst();
  }

  private static Optional<Split> split(RoutedService service, HTTPRoute rule) {
    Map<String, Integer> weights = new HashMap<>();
    rule.getRoute().forEach(to -> put(weights, to.getDestination(), to.getWeight()));
    boolean mirrored =
        rule.getMirror() != null && service.canary().equals(rule.getMirror().getHost());
    return split(service, weights, mirrored);
  }

  private static void put(
      Map<String, Integer> weights, @Nullable Destination to, @Nullable Integer weight) {
    if (to != null && to.getHost() != null) {
      weights.put(to.getHost(), weight == null ? 0 : weight);
    }
  }

  private static Optional<Split> split(
      RoutedService service, Map<String, Integer> weights, boolean mirrored) {
    Integer primary = weights.get(service.primary());
    Integer canary = weights.get(service.canary());
    return primary == null || canary == null
        ? Optional.empty()
        : Proportions.split(primary, canary, weights.getOrDefault(service.baseline(), 0), mirrored);
  }
}
