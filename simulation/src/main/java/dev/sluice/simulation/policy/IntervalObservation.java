package dev.sluice.simulation.policy;

import dev.sluice.simulation.traffic.Counts;
import java.util.OptionalDouble;

/**
 * What was measured in one interval.
 *
 * @param start seconds from the beginning of the analysis
 * @param length in seconds
 * @param weight share of all requests that went to the canary, 0 to 1
 * @param nextWeight the weight after an advance; empty at the last one
 * @param canary what the new version answered
 * @param control what the released version answered: the primary, or a baseline of it
 */
public record IntervalObservation(
    double start,
    double length,
    double weight,
    OptionalDouble nextWeight,
    Counts canary,
    Counts control) {

  /** Seconds from the beginning of the analysis. */
  public double end() {
    return start + length;
  }

  public boolean last() {
    return nextWeight.isEmpty();
  }
}
