package dev.sluice.simulation.bench;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The weights that a rollout goes through.
 *
 * @param weights shares of all requests that go to the canary, 0 to 1, at least one
 * @param baseline share that goes to a baseline for comparison; empty when the primary, which gets
 *     the rest, is what the canary is compared with
 */
public record Ramp(List<Double> weights, OptionalDouble baseline) {
  /** What everybody gets who moves in steps. */
  public static final Ramp USUAL =
      new Ramp(List.of(0.05, 0.10, 0.20, 0.30, 0.40, 0.50), OptionalDouble.empty());

  /** Up to one half in ten steps. */
  public static final Ramp TEN_STEPS =
      new Ramp(
          IntStream.rangeClosed(1, 10).mapToObj(i -> i * 5 / 100.0).toList(),
          OptionalDouble.empty());

  /** A fifth each for the canary and for a baseline, to the end. */
  public static final Ramp WITH_BASELINE = new Ramp(List.of(0.20), OptionalDouble.of(0.20));

  public Ramp {
    weights = List.copyOf(weights);
  }

  double weight(int step) {
    return weights.get(step);
  }

  OptionalDouble next(int step) {
    return step + 1 < weights.size()
        ? OptionalDouble.of(weights.get(step + 1))
        : OptionalDouble.empty();
  }

  /** Share of all requests that the canary is compared with. */
  double control(int step) {
    return baseline.orElse(1 - weights.get(step));
  }
}
