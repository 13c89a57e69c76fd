package dev.sluice.analysis.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.analysis.sequential.Comparison.ErrorRatio;
import dev.sluice.analysis.sequential.Comparison.EventRate;
import dev.sluice.analysis.sequential.Comparison.Gauge;
import dev.sluice.analysis.sequential.Comparison.Latency;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** After the promotion there is one arm, and what was before the rollout. */
final class WatchTest {
  private static final List<Comparison> ERRORS = List.of(ErrorRatio.named("errors"));

  private static Evidence watched(Service service, List<Comparison> metrics, int intervals) {
    Evidence evidence =
        Evidence.of(Settings.defaults(metrics), service.history(metrics), Against.OWN_PAST);
    for (int i = 0; i < intervals; i++) {
      evidence.fold(service.next(metrics, 1));
    }
    return evidence;
  }

  @Test
  void rollsBackWhatIsWorseThanBefore() {
    Service service = new Service(1, 50, 0.01);
    service.canaryErrors = 0.05;
    Evidence evidence = watched(service, ERRORS, 4);
    assertThat(evidence.decision(evidence.end())).isEqualTo(Decision.ROLLBACK);
    assertThat(evidence.verdict(evidence.end()).sentence())
        .matches(
            "now [0-9.]+% errors of [0-9,]+ requests, before the rollout 0.95% of 89,767; "
                + "evidence 1 in .* that this is chance; rolled back");
  }

  @Test
  void seesSlowness() {
    List<Comparison> latency = List.of(Latency.named("latency"));
    Service service = new Service(2, 50, 0.01);
    service.canarySlowdown = 1.5;
    Evidence evidence = watched(service, latency, 10);
    assertThat(evidence.decision(evidence.end())).isEqualTo(Decision.ROLLBACK);
    assertThat(evidence.verdict(evidence.end()).sentence())
        .startsWith("p99 now about ")
        .contains("before the rollout about ");
  }

  @Test
  void seesThatAValueRose() {
    List<Comparison> memory = List.of(Gauge.named("memory", Gauge.Direction.INCREASE_IS_BAD));
    Service service = new Service(3, 50, 0.01);
    service.canarySlowdown = 1.5;
    Evidence evidence = watched(service, memory, 20);
    assertThat(evidence.decision(evidence.end())).isEqualTo(Decision.ROLLBACK);
    assertThat(evidence.verdict(evidence.end()).sentence())
        .contains("memory now 7", "before the rollout 5");
  }

  @Test
  void saysAtTheEndThatNothingWasFound() {
    List<Comparison> all =
        List.of(
            ErrorRatio.named("errors"),
            Latency.named("latency"),
            Gauge.named("memory", Gauge.Direction.INCREASE_IS_BAD),
            EventRate.named("restarts"));
    for (int seed = 0; seed < 5; seed++) {
      Evidence evidence = watched(new Service(seed, 20, 0.01), all, 119);
      assertThat(evidence.decision(evidence.end())).isEqualTo(Decision.CONTINUE);
      assertThat(evidence.verdict(evidence.end()).sentence())
          .endsWith("no regression found so far");
      assertThat(evidence.decision(Settings.DEADLINE)).isEqualTo(Decision.PROMOTE);
      assertThat(evidence.verdict(Settings.DEADLINE).sentence())
          .endsWith("no regression found in 30 min");
    }
  }

  @Test
  void withoutAPastThereIsNothingToCompareWith() {
    Service service = new Service(1, 50, 0.9);
    Evidence evidence = Evidence.of(Settings.defaults(ERRORS), History.NONE, Against.OWN_PAST);
    for (int i = 0; i < 10; i++) {
      evidence.fold(service.next(ERRORS, 1));
    }
    assertThat(evidence.logE()).isZero();
    assertThat(evidence.verdict(Duration.ofMinutes(1)).warnings())
        .contains("errors: nothing is known of the time before the rollout, so it is not watched");
  }

  @ParameterizedTest
  @CsvSource({"0, 1000, 0.05", "10, 1000, 0.05", "500, 1000, 0.001", "1000, 1000, 0.05"})
  void theLimitOfAPastIsChernoffs(double x, double n, double delta) {
    double limit = UpperLimit.of(Likelihood.BINOMIAL, x, n, delta);
    assertThat(limit).isBetween(x / n, 1.0);
    double q = x / n;
    double divergence =
        (q > 0 ? q * Math.log(q / limit) : 0)
            + (q < 1 ? (1 - q) * Math.log((1 - q) / (1 - limit)) : 0);
    if (x < n) {
      assertThat(n * divergence).isCloseTo(Math.log(1 / delta), within(1e-6));
    }
    double ofEvents = UpperLimit.of(Likelihood.POISSON, x, n, delta);
    double poisson = ofEvents - q + (q > 0 ? q * Math.log(q / ofEvents) : 0);
    assertThat(n * poisson).isCloseTo(Math.log(1 / delta), within(1e-6));
  }
}
