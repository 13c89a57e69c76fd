package dev.sluice.simulation.bench;

import dev.sluice.simulation.traffic.Scenario;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What one policy made of one scenario. A figure is null where it has no meaning: good releases are
 * not detected, and what was never promoted has no time to promote. All times are in seconds.
 *
 * @param falseRollback good releases that were rolled back, or bad ones before they were bad
 * @param detected bad releases that were rolled back after they had become bad
 * @param falsePromotion releases at the harm that were promoted on evidence
 * @param medianToDetect from when the release is bad
 * @param ninetyToDetect 90th percentile of the same
 * @param excess mean of the requests that failed or were slow on account of a bad release
 * @param excessError standard error of that mean
 * @param medianToPromote of good releases, from the beginning of the analysis
 * @param undecided releases about which nothing was certain when time was up
 */
public record Cell(
    @Nullable Share falseRollback,
    @Nullable Share detected,
    @Nullable Share falsePromotion,
    @Nullable Double medianToDetect,
    @Nullable Double ninetyToDetect,
    @Nullable Double excess,
    @Nullable Double excessError,
    @Nullable Double medianToPromote,
    Share undecided) {

  static Cell of(Scenario scenario, List<Outcome> outcomes) {
    Share undecided =
        share(
            outcomes,
            outcome ->
                outcome.end() == Outcome.End.PROMOTED_UNDECIDED
                    || outcome.end() == Outcome.End.OPEN);
    return switch (scenario.kind()) {
      case GOOD ->
          new Cell(
              share(outcomes, Outcome::rolledBack),
              null,
              null,
              null,
              null,
              null,
              null,
              quantile(0.5, outcomes, Outcome::promoted, Outcome::at),
              undecided);
      case BAD -> bad(scenario.release().onset(), outcomes, undecided);
      case AT_TOLERANCE ->
          new Cell(
              share(outcomes, Outcome::rolledBack),
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              undecided);
      case AT_HARM ->
          new Cell(
              null,
              null,
              share(outcomes, outcome -> outcome.end() == Outcome.End.PROMOTED),
              null,
              null,
              null,
              null,
              null,
              undecided);
    };
  }

  private static Cell bad(double onset, List<Outcome> outcomes, Share undecided) {
    Predicate<Outcome> detected = outcome -> outcome.rolledBack() && outcome.at() > onset;
    Predicate<Outcome> early = outcome -> outcome.rolledBack() && outcome.at() <= onset;
    ToDoubleFunction<Outcome> delay = outcome -> outcome.at() - onset;
    double[] excess = outcomes.stream().mapToDouble(Outcome::excess).toArray();
    double mean = Arrays.stream(excess).average().orElseThrow();
    double squares = Arrays.stream(excess).map(x -> (x - mean) * (x - mean)).sum();
    return new Cell(
        onset > 0 ? share(outcomes, early) : null,
        share(outcomes, detected),
        null,
        quantile(0.5, outcomes, detected, delay),
        quantile(0.9, outcomes, detected, delay),
        mean,
        excess.length > 1 ? Math.sqrt(squares / (excess.length - 1) / excess.length) : null,
        null,
        undecided);
  }

  private static Share share(List<Outcome> outcomes, Predicate<Outcome> which) {
    return new Share((int) outcomes.stream().filter(which).count(), outcomes.size());
  }

  /** By linear interpolation between the two nearest; null when there is none. */
  private static @Nullable Double quantile(
      double q, List<Outcome> outcomes, Predicate<Outcome> which, ToDoubleFunction<Outcome> value) {
    double[] sorted = outcomes.stream().filter(which).mapToDouble(value).sorted().toArray();
    if (sorted.length == 0) {
      return null;
    }
    double place = q * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
