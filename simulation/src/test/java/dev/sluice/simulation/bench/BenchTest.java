package dev.sluice.simulation.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulation.policy.Decision;
import dev.sluice.simulation.policy.Policy;
import dev.sluice.simulation.traffic.Scenario;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchTest {
  private static final List<Scenario> SOME =
      Scenario.all().stream()
          .filter(scenario -> List.of("N2", "N6", "B2", "B9").contains(scenario.id()))
          .toList();

  private static final List<Contestant> TWO =
      Contestants.rivals().stream()
          .filter(contestant -> List.of("flagger", "kayenta-30m").contains(contestant.id()))
          .toList();

  @Test
  void doesNotDependOnHowManyThreadsThereAre() throws InterruptedException {
    Results alone = bench(60, 5, 1).run(TWO, SOME);
    Results together = bench(60, 5, 4).run(TWO, SOME);
    assertThat(together.cells()).hasSize(2);
    assertThat(cells(together)).isEqualTo(cells(alone));
  }

  @Test
  void dependsOnTheSeed() throws InterruptedException {
    Results one = bench(60, 5, 2).run(TWO, SOME);
    Results other = bench(60, 6, 2).run(TWO, SOME);
    assertThat(cells(one)).isNotEqualTo(cells(other));
  }

  @Test
  void everyPolicySeesTheSamePast() throws InterruptedException {
    List<Long> one = Collections.synchronizedList(new ArrayList<>());
    List<Long> other = Collections.synchronizedList(new ArrayList<>());
    bench(3, 5, 1).run(List.of(witness("a", one), witness("b", other)), SOME);
    assertThat(one).hasSize(12).doesNotHaveDuplicates().containsExactlyElementsOf(other);
  }

  @Test
  void tellsHowFarItIs() throws InterruptedException {
    List<Double> told = Collections.synchronizedList(new ArrayList<>());
    new Bench(60, 5, 2, told::add).run(TWO, SOME);
    assertThat(told).contains(1.0).allSatisfy(share -> assertThat(share).isBetween(0.0, 1.0));
  }

  @Test
  void chargesWhatWasNotTakenAwayForAnHour() throws InterruptedException {
    Contestant lenient = contestant("lenient", (_, _) -> _ -> Decision.PROMOTE);
    Cell cell = bench(20, 5, 2).run(List.of(lenient), SOME).cell("lenient", "B2").orElseThrow();
    assertThat(cell.detected()).isEqualTo(new Share(0, 20));
    // An hour of 50 requests a second, one in a hundred; and a tick of 15 s with a tenth of them.
    assertThat(cell.excess()).isBetween(1800.0, 1801.0);
  }

  @Test
  void takesWhoeverDecidesNothingForOpen() throws InterruptedException {
    Contestant idle = contestant("idle", (_, _) -> _ -> Decision.STAY);
    Cell cell = bench(5, 5, 2).run(List.of(idle), SOME).cell("idle", "N2").orElseThrow();
    assertThat(cell.undecided()).isEqualTo(new Share(5, 5));
    assertThat(cell.medianToPromote()).isNull();
  }

  private static Contestant witness(String id, List<Long> past) {
    Policy stop = _ -> Decision.ROLL_BACK;
    return contestant(
        id,
        (_, history) -> {
          long told = 0;
          for (var counts : history) {
            told = 31 * told + counts.requests() + 7 * counts.errors();
          }
          past.add(told);
          return stop;
        });
  }

  private static Contestant contestant(String id, Contestant.Entry entry) {
    return new Contestant(id, id, Ramp.USUAL, 3600, Scenario::compares, entry);
  }

  private static Bench bench(int runs, long seed, int threads) {
    return new Bench(runs, seed, threads, _ -> {});
  }

  private static List<Cell> cells(Results results) {
    return results.cells().values().stream().flatMap(cells -> cells.values().stream()).toList();
  }
}
