package dev.sluice.simulation.report;

import dev.sluice.simulation.bench.Cell;
import dev.sluice.simulation.bench.Share;
import dev.sluice.simulation.traffic.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One policy in a few numbers, over the scenarios by which policies are compared. Each is null when
 * no scenario has it.
 *
 * @param falseRollback mean over the good scenarios, in per cent
 * @param worstFalseRollback of all good scenarios
 * @param promote mean of the median times, in seconds, without the service of few requests
 * @param detected mean over the bad scenarios, in per cent
 * @param toDetect geometric mean of the median times, in seconds
 * @param excess mean over the bad scenarios, in requests
 */
record Summary(
    @Nullable Double falseRollback,
    @Nullable Double worstFalseRollback,
    @Nullable Double promote,
    @Nullable Double detected,
    @Nullable Double toDetect,
    @Nullable Double excess) {
  /** With so few requests the time to promote is the deadline's. */
  private static final String FEW_REQUESTS = "N10";

  static Summary of(Map<Scenario, Cell> cells) {
    Predicate<Scenario> good = scenario -> scenario.id().startsWith("N");
    Predicate<Scenario> bad = scenario -> scenario.id().startsWith("B");
    List<Double> rollbacks = values(cells, good, cell -> percent(cell.falseRollback()));
    List<Double> times = values(cells, bad, Cell::medianToDetect);
    Double logTime = mean(times.stream().map(Math::log).toList());
    return new Summary(
        mean(rollbacks),
        rollbacks.stream().max(Double::compare).orElse(null),
        mean(
            values(
                cells,
                good.and(scenario -> !scenario.id().equals(FEW_REQUESTS)),
                Cell::medianToPromote)),
        mean(values(cells, bad, cell -> percent(cell.detected()))),
        logTime == null ? null : Math.exp(logTime),
        mean(values(cells, bad, Cell::excess)));
  }

  private static @Nullable Double percent(@Nullable Share share) {
    return share == null ? null : share.percent();
  }

  private static List<Double> values(
      Map<Scenario, Cell> cells, Predicate<Scenario> which, Function<Cell, @Nullable Double> of) {
    List<Double> values = new ArrayList<>();
    cells.forEach(
        (scenario, cell) -> {
          Double value = which.test(scenario) ? of.apply(cell) : null;
          if (value != null) {
            values.add(value);
          }
        });
    return values;
  }

  private static @Nullable Double mean(List<Double> values) {
    return values.isEmpty()
        ? null
        : values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }
}
