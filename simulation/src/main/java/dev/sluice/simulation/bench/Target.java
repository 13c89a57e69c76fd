package dev.sluice.simulation.bench;

import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A bound that one of Sluice's figures must keep.
 *
 * @param name such as {@code N1: good releases rolled back}
 * @param atMost whether the bound is an upper one
 * @param unit of figure and bound, such as {@code %}
 * @param leastRuns with fewer, a single unlucky one would decide
 * @param figure empty-handed (null) where it has no meaning
 * @param best what the figure may be by chance, at best; the figure itself where that is not known
 */
record Target(
    String name,
    boolean atMost,
    double bound,
    String unit,
    int leastRuns,
    Function<Results, @Nullable Double> figure,
    Function<Results, @Nullable Double> best) {

  Targets.Check check(Results results) {
    Double value = figure.apply(results);
    return new Targets.Check(name, told(value), outcome(results, value));
  }

  private Targets.Outcome outcome(Results results, @Nullable Double value) {
    if (results.runs() < leastRuns) {
      return Targets.Outcome.TOO_FEW_RUNS;
    }
    if (kept(value)) {
      return Targets.Outcome.MET;
    }
    return kept(best.apply(results)) ? Targets.Outcome.WITHIN_CHANCE : Targets.Outcome.MISSED;
  }

  private boolean kept(@Nullable Double value) {
    return value != null && (atMost ? value <= bound : value >= bound);
  }

  private String told(@Nullable Double value) {
    return "%s, target %s %s"
        .formatted(
            value == null ? "none" : number(value) + unit,
            atMost ? "<=" : ">=",
            number(bound) + unit);
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.1f", value);
  }
}
