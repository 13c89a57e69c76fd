package dev.sluice.analysis.sequential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.sequential.Comparison.ErrorRatio;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What is promised of many rollouts, on releases that lie exactly on the lines. */
final class ErrorControlTest {
  private static final int RUNS = 200;
  private static final double BASE = 0.01;
  private static final List<Comparison> ERRORS = List.of(ErrorRatio.named("errors"));

  private static int decided(double canaryErrors, Decision decision) {
    int count = 0;
    for (int run = 0; run < RUNS; run++) {
      Service service = new Service(run, 20, BASE);
      service.canaryErrors = canaryErrors;
      Evidence evidence = Evidence.of(Settings.defaults(ERRORS), service.history(ERRORS));
      evidence.entered(Duration.ZERO, 0.5, OptionalDouble.empty());
      for (int i = 0; i < 119; i++) {
        evidence.fold(service.next(ERRORS, 0.5));
        if (evidence.decision(evidence.end()) == decision) {
          count++;
          break;
        }
      }
    }
    return count;
  }

  @Test
  void fewReleasesOnTheToleranceLineAreRolledBack() {
    assertThat(decided(1.15 * BASE + 0.0005, Decision.ROLLBACK)).isLessThanOrEqualTo(RUNS / 20);
  }

  @Test
  void fewReleasesOnTheHarmLineArePromoted() {
    assertThat(decided(1.5 * BASE + 0.002, Decision.PROMOTE)).isLessThanOrEqualTo(RUNS / 20);
  }

  @Test
  void releasesWellBeyondAreRolledBackAndThoseThatAreTheSameArePromoted() {
    assertThat(decided(0.04, Decision.ROLLBACK)).isEqualTo(RUNS);
    assertThat(decided(BASE, Decision.PROMOTE)).isGreaterThan(RUNS * 8 / 10);
  }
}
