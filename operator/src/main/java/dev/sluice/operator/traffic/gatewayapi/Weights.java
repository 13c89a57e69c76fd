package dev.sluice.operator.traffic.gatewayapi;

import dev.sluice.operator.traffic.RoutedService;
import dev.sluice.operator.traffic.Split;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The weights of a rule's backends. */
final class Weights {
  private static final int DEFAULT = 1;

  private final RoutedService service;
  private OptionalInt primary = OptionalInt.empty();
  private OptionalInt canary = OptionalInt.empty();

  Weights(RoutedService service) {
    this.service = service;
  }

  void add(String backend, @Nullable Integer weight) {
    OptionalInt value = OptionalInt.of(weight == null ? DEFAULT : weight);
    if (service.primary().equals(backend)) {
      primary = value;
    } else if (service.canary().equals(backend)) {
      canary = value;
    }
  }

  /** Empty unless the rule has both backends. */
  Optional<Split> split(boolean mirrored) {
    return primary.isPresent() && canary.isPresent()
        ? Split.ofProportions(primary.getAsInt(), canary.getAsInt(), mirrored)
        : Optional.empty();
  }
}
