package dev.sluice.analysis.sequential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.sequential.Comparison.ErrorRatio;
import dev.sluice.analysis.sequential.Comparison.Gauge;
import dev.sluice.analysis.sequential.Comparison.Latency;
import dev.sluice.analysis.sequential.History.Past;
import dev.sluice.analysis.sequential.Planner.Step;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PlannerTest {
  private static final List<Comparison> BUILT_IN =
      List.of(ErrorRatio.named("errors"), Latency.named("latency"));
  private static final List<Step> RAMP =
      List.of(
          new Step(.05, Duration.ofSeconds(60)),
          new Step(.1, Duration.ofSeconds(60)),
          new Step(.2, Duration.ofSeconds(60)),
          new Step(.3, Duration.ofSeconds(60)),
          new Step(.4, Duration.ofSeconds(60)),
          new Step(.5, Duration.ofSeconds(60)));

  @Test
  void saysHowManyRequestsAVerdictNeedsAndHowLongThatTakes() {
    Estimate estimate =
        Planner.estimate(
            Settings.defaults(BUILT_IN), new Service(1, 50, 0.001).history(BUILT_IN), RAMP);
    assertThat(estimate.requests()).isBetween(2_000L, 6_000L);
    assertThat(estimate.time()).isBetween(Duration.ofMinutes(3), Duration.ofMinutes(7));
    assertThat(estimate.beforeDeadline()).isTrue();
    assertThat(estimate.sentence())
        .matches(
            "needs about [0-9],[0-9]00 canary requests, about [0-9] min at the present traffic");
  }

  /** What was estimated is about what it then takes. */
  @Test
  void isNotFarOff() {
    Service service = new Service(5, 50, 0.01);
    List<Comparison> metrics = List.of(ErrorRatio.named("errors"));
    Settings settings = Settings.defaults(metrics);
    History history = service.history(metrics);
    List<Step> half = List.of(new Step(0.5, Duration.ofMinutes(1)));
    long estimated = Planner.estimate(settings, history, half).requests();
    long needed = 0;
    int runs = 40;
    for (int run = 0; run < runs; run++) {
      Service again = new Service(run, 50, 0.01);
      Evidence evidence = Evidence.of(settings, again.history(metrics));
      MetricFold fold = evidence.allTracks()[0].fold;
      while (!fold.vouches(evidence.promotionAt()) && evidence.end().toMinutes() < 60) {
        evidence.fold(again.next(metrics, 0.5));
      }
      needed += fold.canary().requests() / runs;
    }
    assertThat(needed).isBetween(estimated / 2, estimated * 3);
  }

  @Test
  void saysAloudThatTheTrafficIsTooLow() {
    Estimate estimate =
        Planner.estimate(
            Settings.defaults(BUILT_IN), new Service(1, 0.5, 0.01).history(BUILT_IN), RAMP);
    assertThat(estimate.beforeDeadline()).isFalse();
    assertThat(estimate.sentence())
        .endsWith(
            " at the present traffic; that is after the deadline of 30 min: the traffic may be "
                + "too low to decide");
  }

  @Test
  void saysThatThereIsNoTraffic() {
    Past nothing = new Past.Counts(Collections.nCopies(120, new History.Count(0, 0)));
    Estimate estimate =
        Planner.estimate(
            Settings.defaults(List.of(ErrorRatio.named("errors"))),
            new History(Settings.INTERVAL, List.of(nothing)),
            RAMP);
    assertThat(estimate.time()).isNull();
    assertThat(estimate.beforeDeadline()).isFalse();
    assertThat(estimate.requests()).isPositive();
    assertThat(estimate.sentence())
        .endsWith("canary requests; how long that takes is not known, there is no traffic");
  }

  @Test
  void aGaugeNeedsTimeNotRequests() {
    List<Comparison> metrics =
        List.of(ErrorRatio.named("errors"), Gauge.named("memory", Gauge.Direction.INCREASE_IS_BAD));
    Estimate estimate =
        Planner.estimate(
            Settings.defaults(metrics), new Service(1, 5000, 0.0001).history(metrics), RAMP);
    assertThat(estimate.time()).isGreaterThanOrEqualTo(Duration.ofSeconds(75));
  }
}
