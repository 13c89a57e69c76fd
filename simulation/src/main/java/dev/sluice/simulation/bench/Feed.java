package dev.sluice.simulation.bench;

import dev.sluice.simulation.policy.IntervalObservation;
import dev.sluice.simulation.traffic.Scenario;
import dev.sluice.simulation.traffic.Tick;
import java.util.Optional;
import java.util.OptionalDouble;

/** How the data of a scenario come to a policy. */
final class Feed {
  Feed(Scenario scenario) {}

  /** What a policy sees after this tick, if anything. */
  Optional<IntervalObservation> after(Tick tick, double weight, OptionalDouble next) {
    return Optional.of(
        new IntervalObservation(
            tick.start(), tick.length(), weight, next, tick.canary(), tick.control()));
  }
}
