package dev.sluice.simulation.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.simulation.bench.Outcome.End;
import dev.sluice.simulation.traffic.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

class CellTest {
  @Test
  void countsWhatBecameOfGoodReleases() {
    Cell cell =
        Cell.of(
            scenario("N1"),
            List.of(
                new Outcome(End.PROMOTED, 300, 0),
                new Outcome(End.PROMOTED, 330, 0),
                new Outcome(End.PROMOTED_UNDECIDED, 1800, 0),
                new Outcome(End.ROLLED_BACK, 60, 0)));
    assertThat(cell.falseRollback()).isEqualTo(new Share(1, 4));
    assertThat(cell.undecided()).isEqualTo(new Share(1, 4));
    assertThat(cell.medianToPromote()).isEqualTo(330);
    assertThat(cell.detected()).isNull();
    assertThat(cell.medianToDetect()).isNull();
    assertThat(cell.excess()).isNull();
  }

  @Test
  void hasNoTimeToPromoteWhatWasNeverPromoted() {
    Cell cell = Cell.of(scenario("N1"), List.of(new Outcome(End.ROLLED_BACK, 60, 0)));
    assertThat(cell.medianToPromote()).isNull();
  }

  @Test
  void takesTimesToDetectFromTheOnset() {
    Cell cell =
        Cell.of(
            scenario("B10"),
            List.of(
                new Outcome(End.ROLLED_BACK, 150, 0),
                new Outcome(End.ROLLED_BACK, 240, 10),
                new Outcome(End.ROLLED_BACK, 300, 20),
                new Outcome(End.PROMOTED, 300, 70)));
    assertThat(cell.falseRollback()).isEqualTo(new Share(1, 4));
    assertThat(cell.detected()).isEqualTo(new Share(2, 4));
    assertThat(cell.medianToDetect()).isEqualTo(90);
    assertThat(cell.ninetyToDetect()).isCloseTo(114.0, within(1e-9));
    assertThat(cell.excess()).isEqualTo(25);
    // Deviations -25, -15, -5 and 45 have a variance of 2900/3.
    assertThat(cell.excessError()).isCloseTo(Math.sqrt(2900.0 / 3 / 4), within(1e-9));
    assertThat(cell.medianToPromote()).isNull();
  }

  @Test
  void cannotRollBackTooEarlyWhatIsBadFromTheBeginning() {
    Cell cell = Cell.of(scenario("B3"), List.of(new Outcome(End.ROLLED_BACK, 30, 10)));
    assertThat(cell.falseRollback()).isNull();
    assertThat(cell.detected()).isEqualTo(new Share(1, 1));
  }

  @Test
  void countsPromotionsOnEvidenceAtTheHarm() {
    Cell cell =
        Cell.of(
            scenario("C2"),
            List.of(new Outcome(End.PROMOTED, 900, 0), new Outcome(End.OPEN, 3600, 0)));
    assertThat(cell.falsePromotion()).isEqualTo(new Share(1, 2));
    assertThat(cell.falseRollback()).isNull();
  }

  private static Scenario scenario(String id) {
    return Scenario.all().stream()
        .filter(scenario -> scenario.id().equals(id))
        .findFirst()
        .orElseThrow();
  }
}
