package dev.sluice.simulation.bench;

import dev.sluice.simulation.policy.Policy;
import dev.sluice.simulation.traffic.Counts;
import dev.sluice.simulation.traffic.Scenario;
import java.util.List;
import java.util.function.Predicate;

/**
 * A policy that takes part.
 *
 * @param id how results name it
 * @param title how tables name it, in a few words
 * @param ramp the weights that it goes through
 * @param horizon seconds after which it is taken to have decided nothing
 * @param field the scenarios that it takes part in
 * @param entry how it takes part in one of them
 */
public record Contestant(
    String id, String title, Ramp ramp, double horizon, Predicate<Scenario> field, Entry entry) {

  /** Makes a policy for one rollout. */
  @FunctionalInterface
  public interface Entry {
    /**
     * A policy that knows nothing yet but the past.
     *
     * @param history what the released version answered before the analysis, tick by tick
     */
    Policy enter(Scenario scenario, List<Counts> history);
  }
}
