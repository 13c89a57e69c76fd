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
 */
record Target(
    String name,
    boolean atMost,
    double bound,
    String unit,
    int leastRuns,
    Function<Results, @Nullable Double> figure) {

  Targets.Check check(Results results) {
    Double value = figure.apply(results);
    boolean kept = value != null && (atMost ? value <= bound : value >= bound);
    Targets.Outcome outcome =
        results.runs() < leastRuns
            ? Targets.Outcome.TOO_FEW_RUNS
            : kept ? Targets.Outcome.MET : Targets.Outcome.MISSED;
    return new Targets.Check(name, told(value), outcome);
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
