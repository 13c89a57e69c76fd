package dev.sluice.simulation.report;

import dev.sluice.simulation.bench.Cell;
import dev.sluice.simulation.bench.Contestant;
import dev.sluice.simulation.bench.Results;
import dev.sluice.simulation.bench.Share;
import dev.sluice.simulation.traffic.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where another policy has a better figure than Sluice, beyond chance. */
final class Losses {
  private static final String SLUICE = "sluice";

  /** Standard errors between two means that chance does not explain. */
  private static final double BEYOND_CHANCE = 2;

  private final Results results;

  Losses(Results results) {
    this.results = results;
  }

  /** One line for each figure of each scenario; the others' figures are in it. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    Map<Scenario, Cell> own =
        results.cells().entrySet().stream()
            .filter(entry -> entry.getKey().id().equals(SLUICE))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(Map.of());
    own.forEach(
        (scenario, cell) -> {
          add(
              lines,
              scenario,
              "good releases rolled back, %",
              cell,
              this::moreRollbacks,
              c -> Figures.percent(c.falseRollback()));
          add(
              lines,
              scenario,
              "seconds to promote",
              cell,
              this::slowerPromotion,
              c -> Figures.whole(c.medianToPromote()));
          add(
              lines,
              scenario,
              "bad releases rolled back, %",
              cell,
              this::fewerDetected,
              c -> Figures.percent(c.detected()));
          add(
              lines,
              scenario,
              "seconds to detect",
              cell,
              this::slowerDetection,
              c -> Figures.whole(c.medianToDetect()));
          add(
              lines,
              scenario,
              "excess bad requests",
              cell,
              this::moreExcess,
              c -> Figures.decimal(c.excess()));
        });
    return lines;
  }

  @FunctionalInterface
  private interface Worse {
    boolean test(Cell own, Cell other);
  }

  private void add(
      List<String> lines,
      Scenario scenario,
      String what,
      Cell own,
      Worse worse,
      Function<Cell, String> told) {
    List<String> better = new ArrayList<>();
    results
        .cells()
        .forEach(
            (contestant, cells) -> {
              Cell other = rival(contestant) ? cells.get(scenario) : null;
              if (other != null && worse.test(own, other)) {
                better.add(contestant.title() + " " + told.apply(other));
              }
            });
    if (!better.isEmpty()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%s (%s), %s: %s; better: %s",
              scenario.id(),
              scenario.title(),
              what,
              told.apply(own),
              String.join(", ", better)));
    }
  }

  private static boolean rival(Contestant contestant) {
    return !contestant.id().startsWith(SLUICE);
  }

  private boolean moreRollbacks(Cell own, Cell other) {
    return apart(other.falseRollback(), own.falseRollback());
  }

  private boolean fewerDetected(Cell own, Cell other) {
    return apart(own.detected(), other.detected());
  }

  /** Whether the intervals of confidence do not even touch. */
  private static boolean apart(@Nullable Share less, @Nullable Share more) {
    return less != null && more != null && less.high() < more.low();
  }

  private boolean slowerPromotion(Cell own, Cell other) {
    return more(own.medianToPromote(), other.medianToPromote());
  }

  private boolean slowerDetection(Cell own, Cell other) {
    return more(own.medianToDetect(), other.medianToDetect());
  }

  private static boolean more(@Nullable Double one, @Nullable Double other) {
    return one != null && other != null && one > other;
  }

  private boolean moreExcess(Cell own, Cell other) {
    Double error = own.excessError();
    Double otherError = other.excessError();
    if (own.excess() == null || other.excess() == null || error == null || otherError == null) {
      return false;
    }
    return own.excess() - other.excess() > BEYOND_CHANCE * Math.hypot(error, otherError);
  }
}
