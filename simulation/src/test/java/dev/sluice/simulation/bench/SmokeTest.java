package dev.sluice.simulation.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulation.traffic.Scenario;
import org.junit.jupiter.api.Test;

/** The benchmark in small, with the judge that the operator runs. */
class SmokeTest {
  @Test
  void missesNoTargetThatTwentyRunsCanTell() throws InterruptedException {
    Results results =
        new Bench(20, Scenario.SEED, 2, _ -> {}).run(Contestants.sluice(), Scenario.all());
    assertThat(Targets.check(results))
        .filteredOn(check -> check.outcome() == Targets.Outcome.MISSED)
        .isEmpty();
    assertThat(Targets.check(results))
        .filteredOn(check -> check.outcome() == Targets.Outcome.MET)
        .hasSizeGreaterThan(5);
    // What no chance can bring about, however few the runs are.
    for (String clear : new String[] {"B3", "B4", "B5", "B7", "D1", "D3"}) {
      Cell cell = results.cell("sluice", clear).orElseThrow();
      assertThat(cell.detected()).as(clear).isEqualTo(new Share(20, 20));
    }
    assertThat(results.cell("sluice", "B5").orElseThrow().medianToDetect()).isEqualTo(30);
    assertThat(results.cell("sluice", "N1").orElseThrow().falseRollback())
        .isEqualTo(new Share(0, 20));
  }
}
