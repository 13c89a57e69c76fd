package dev.sluice.simulation.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulation.bench.Outcome.End;
import dev.sluice.simulation.bench.Targets.Check;
import dev.sluice.simulation.policy.Decision;
import dev.sluice.simulation.traffic.Scenario;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TargetsTest {
  @Test
  void nameWhatIsMissedWithItsFigureAndItsBound() {
    Check check = check(results(200, "N1", outcomes(197, 3)), "N1: good releases rolled back");
    assertThat(check.outcome()).isEqualTo(Targets.Outcome.MISSED);
    assertThat(check).hasToString("N1: good releases rolled back: 1.5 %, target <= 0.5 %");
  }

  @Test
  void areNotMissedByWhatChanceExplains() {
    Check check = check(results(200, "N6", outcomes(191, 9)), "N6: good releases rolled back");
    assertThat(check.outcome()).isEqualTo(Targets.Outcome.WITHIN_CHANCE);
    assertThat(check).hasToString("N6: good releases rolled back: 4.5 %, target <= 4 %");
    assertThat(
            check(results(200, "N6", outcomes(184, 16)), "N6: good releases rolled back").outcome())
        .isEqualTo(Targets.Outcome.MISSED);
    assertThat(
            check(results(200, "B1", outcomes(3, 197)), "B1: bad releases rolled back").outcome())
        .isEqualTo(Targets.Outcome.WITHIN_CHANCE);
    assertThat(
            check(results(200, "D3", outcomes(1, 199)), "D3: bad releases rolled back").outcome())
        .isEqualTo(Targets.Outcome.MISSED);
  }

  @Test
  void areMetAtTheirBound() {
    Check check = check(results(200, "N1", outcomes(199, 1)), "N1: good releases rolled back");
    assertThat(check.outcome()).isEqualTo(Targets.Outcome.MET);
  }

  @Test
  void areNotLookedAtWhenOneRunWouldDecide() {
    Check check = check(results(100, "N1", outcomes(99, 1)), "N1: good releases rolled back");
    assertThat(check.outcome()).isEqualTo(Targets.Outcome.TOO_FEW_RUNS);
  }

  @Test
  void areMissedByWhatHasNoFigure() {
    Check check = check(results(200, "N1", outcomes(0, 200)), "N1: median time to promote");
    assertThat(check).hasToString("N1: median time to promote: none, target <= 300 s");
    assertThat(check.outcome()).isEqualTo(Targets.Outcome.MISSED);
  }

  @Test
  void askForTheSameVerdictsWhenPodsRestart() {
    List<Outcome> outcomes = outcomes(0, 200);
    Map<Scenario, Cell> cells = new LinkedHashMap<>();
    cells.put(scenario("B3"), Cell.of(scenario("B3"), outcomes));
    cells.put(scenario("D1"), Cell.of(scenario("D1"), outcomes));
    String name = "D1: differs from B3, whose traffic it is";
    assertThat(check(results(200, cells), name).outcome()).isEqualTo(Targets.Outcome.MET);
    cells.put(scenario("D1"), Cell.of(scenario("D1"), outcomes(1, 199)));
    assertThat(check(results(200, cells), name).outcome()).isEqualTo(Targets.Outcome.MISSED);
  }

  private static Check check(Results results, String name) {
    return Targets.check(results).stream()
        .filter(check -> check.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Results results(int runs, String scenario, List<Outcome> outcomes) {
    return results(runs, Map.of(scenario(scenario), Cell.of(scenario(scenario), outcomes)));
  }

  private static Results results(int runs, Map<Scenario, Cell> cells) {
    Contestant sluice =
        new Contestant(
            "sluice", "Sluice", Ramp.USUAL, 3600, _ -> true, (_, _) -> _ -> Decision.STAY);
    return new Results(runs, 1, Map.of(sluice, cells));
  }

  private static List<Outcome> outcomes(int promoted, int rolledBack) {
    List<Outcome> outcomes =
        new ArrayList<>(Collections.nCopies(promoted, new Outcome(End.PROMOTED, 300, 0)));
    outcomes.addAll(Collections.nCopies(rolledBack, new Outcome(End.ROLLED_BACK, 60, 5)));
    return outcomes;
  }

  private static Scenario scenario(String id) {
    return Scenario.all().stream()
        .filter(scenario -> scenario.id().equals(id))
        .findFirst()
        .orElseThrow();
  }
}
