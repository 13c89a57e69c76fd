package dev.sluice.simulation.report;

import dev.sluice.simulation.bench.Cell;
import dev.sluice.simulation.bench.Contestant;
import dev.sluice.simulation.bench.Results;
import dev.sluice.simulation.traffic.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** All tables of a benchmark. */
public final class Report {
  private final Results results;
  private final Map<Contestant, Map<Scenario, Cell>> cells;

  public Report(Results results) {
    this.results = results;
    this.cells = results.cells();
  }

  private static boolean good(Scenario scenario) {
    return scenario.id().startsWith("N");
  }

  private static boolean bad(Scenario scenario) {
    return scenario.id().startsWith("B");
  }

  /** In the order in which they are to be read. */
  public List<Table> tables() {
    return Stream.of(
            summary(),
            byScenario(
                "Good releases rolled back, % (95 % interval)",
                Report::good, cell -> Figures.share(cell.falseRollback())),
            byScenario(
                "Good releases: median seconds to promote (% undecided at the deadline)",
                Report::good,
                cell ->
                    Figures.whole(cell.medianToPromote())
                        + (cell.undecided().hits() == 0
                            ? ""
                            : " (%s)".formatted(Figures.decimal(cell.undecided().percent())))),
            byScenario(
                "Bad releases rolled back, % (95 % interval)",
                Report::bad, cell -> Figures.share(cell.detected())),
            byScenario(
                "Bad releases: seconds to detect from when they are bad, median / 90th percentile",
                Report::bad,
                cell ->
                    Figures.whole(cell.medianToDetect())
                        + " / "
                        + Figures.whole(cell.ninetyToDetect())),
            byScenario(
                "Bad releases: requests that failed or were slow on their account, mean +- standard"
                    + " error",
                Report::bad,
                cell ->
                    Figures.decimal(cell.excess()) + " +- " + Figures.decimal(cell.excessError())),
            others())
        .filter(table -> !table.rows().isEmpty())
        .toList();
  }

  /** Where others do better, a line each. */
  public List<String> losses() {
    return new Losses(results).lines();
  }

  private Table summary() {
    List<List<String>> rows = new ArrayList<>();
    cells.forEach(
        (contestant, of) -> {
          if (of.keySet().stream().filter(Scenario::compares).count() > 1) {
            Summary summary = Summary.of(of);
            rows.add(
                List.of(
                    contestant.id(),
                    Figures.decimal(summary.falseRollback()),
                    Figures.decimal(summary.worstFalseRollback()),
                    Figures.whole(summary.promote()),
                    Figures.decimal(summary.detected()),
                    Figures.whole(summary.toDetect()),
                    Figures.whole(summary.excess()),
                    contestant.title()));
          }
        });
    return new Table(
        "All of it: %d runs of each scenario, seed %d".formatted(results.runs(), results.seed()),
        List.of(
            "policy",
            "good rolled back %",
            "worst %",
            "s to promote",
            "bad rolled back %",
            "s to detect",
            "excess",
            ""),
        rows);
  }

  private Table byScenario(String title, Predicate<Scenario> which, Function<Cell, String> told) {
    List<Contestant> contestants =
        cells.entrySet().stream()
            .filter(entry -> entry.getValue().keySet().stream().anyMatch(which))
            .map(Map.Entry::getKey)
            .toList();
    List<String> header = new ArrayList<>(List.of(""));
    contestants.forEach(contestant -> header.add(contestant.id()));
    header.add("");
    BiFunction<Contestant, Scenario, String> at =
        (contestant, scenario) -> {
          Cell cell = cells.getOrDefault(contestant, Map.of()).get(scenario);
          return cell == null ? "" : told.apply(cell);
        };
    List<List<String>> rows = new ArrayList<>();
    for (Scenario scenario : scenarios(which)) {
      List<String> row = new ArrayList<>(List.of(scenario.id()));
      contestants.forEach(contestant -> row.add(at.apply(contestant, scenario)));
      row.add(scenario.title());
      rows.add(row);
    }
    return new Table(title, header, rows);
  }

  /** What shows that the judge works as it should, beside no other. */
  private Table others() {
    List<List<String>> rows = new ArrayList<>();
    cells.forEach(
        (contestant, of) ->
            of.forEach(
                (scenario, cell) -> {
                  if (!scenario.compares()) {
                    rows.add(
                        List.of(
                            scenario.id(),
                            Figures.share(cell.falseRollback()),
                            Figures.share(cell.detected()),
                            Figures.share(cell.falsePromotion()),
                            Figures.whole(cell.medianToDetect()),
                            Figures.whole(cell.medianToPromote()),
                            scenario.title()));
                  }
                }));
    return new Table(
        "Calibration and data, Sluice: % (95 % interval), median seconds",
        List.of(
            "",
            "falsely rolled back",
            "rolled back",
            "falsely promoted",
            "s to detect",
            "s to promote",
            ""),
        rows);
  }

  private List<Scenario> scenarios(Predicate<Scenario> which) {
    return cells.values().stream()
        .flatMap(of -> of.keySet().stream())
        .distinct()
        .filter(which)
        .toList();
  }
}
