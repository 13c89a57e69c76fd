package dev.sluice.simulation.bench;

import dev.sluice.simulation.policy.IntervalObservation;
import dev.sluice.simulation.traffic.Scenario;
import dev.sluice.simulation.traffic.Tick;
import java.util.Optional;
import java.util.OptionalDouble;

/** How what happens comes to a policy's eyes. */
interface Feed {
  /** How the data of this scenario come. */
  static Feed of(Scenario scenario, long seed) {
    return switch (scenario.special()) {
      case NOTHING, WARM_UP, LONG_SOAK, NO_TRAFFIC ->
          (tick, weight, next) ->
              Optional.of(
                  new IntervalObservation(
                      tick.start(), tick.length(), weight, next, tick.canary(), tick.control()));
      case RESTARTS -> new ScrapedFeed(ScrapedFeed.Trouble.RESTARTS, seed);
      case LOST_SCRAPES -> new ScrapedFeed(ScrapedFeed.Trouble.LOST_SCRAPES, seed);
      case SLOW_SCRAPES -> new ScrapedFeed(ScrapedFeed.Trouble.SLOW_SCRAPES, seed);
    };
  }

  /**
   * What a policy sees after this tick, if anything.
   *
   * @param weight the canary's share of all requests in this tick
   * @param next its share in the next step; empty at the last one
   */
  Optional<IntervalObservation> after(Tick tick, double weight, OptionalDouble next);
}
