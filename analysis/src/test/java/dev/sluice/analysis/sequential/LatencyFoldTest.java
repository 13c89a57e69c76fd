package dev.sluice.analysis.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.analysis.sequential.Arms.Histograms;
import dev.sluice.analysis.sequential.Comparison.Latency;
import dev.sluice.analysis.sequential.History.Past;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class LatencyFoldTest {
  private static final List<Comparison> LATENCY = List.of(Latency.named("latency"));

  private static Recent shares(double... shares) {
    Recent recent = new Recent(shares.length, 1);
    recent.addAll(1e9);
    for (int b = 0; b < shares.length; b++) {
      recent.add(b, shares[b] * 1e9);
    }
    return recent;
  }

  @Test
  void testsAtTheBoundsThatSomeRequestsExceed() {
    Shape shape = new Shape(new double[] {.01, .1, .25, .5, 1, 10});
    assertThat(shape.useful(shares(.99, .69, .2, .01, .0021, .0001))).containsExactly(1, 2, 3, 4);
  }

  @Test
  void ofManyBoundsItTakesThoseNextToTheUsualPercentiles() {
    double[] bounds = new double[200];
    double[] shares = new double[200];
    for (int b = 0; b < 200; b++) {
      bounds[b] = 0.001 * Math.pow(1.05, b);
      shares[b] = Math.exp(-0.05 * b);
    }
    int[] useful = new Shape(bounds).useful(shares(shares));
    assertThat(Arrays.stream(useful).mapToDouble(b -> shares[b]).toArray())
        .containsExactly(new double[] {0.5, 0.25, 0.1, 0.05, 0.01, 0.005, 0.002}, within(0.02));
  }

  @Test
  void readsSharesBetweenBoundsFromStraightLinesOfLogarithms() {
    Shape shape = new Shape(new double[] {0.1, 0.2, 0.4});
    shape.read(shares(0.5, 0.1, 0.01));
    assertThat(shape.share(shape.place(0.2))).isCloseTo(0.1, within(1e-6));
    assertThat(shape.share(shape.place(Math.sqrt(0.1 * 0.2))))
        .isCloseTo(Math.sqrt(0.5 * 0.1), within(1e-6));
    assertThat(shape.share(shape.place(0.05))).isCloseTo(Math.sqrt(0.5), within(1e-6));
    assertThat(shape.share(shape.place(0.4))).isCloseTo(0.01, within(1e-6));
  }

  @Test
  void readsPercentiles() {
    double[] bounds = {0.1, 0.2, 0.4};
    assertThat(Shape.quantile(bounds, new long[] {500, 100, 10}, 1000, 0.1))
        .isCloseTo(0.2, within(1e-9));
    assertThat(Shape.quantile(bounds, new long[] {500, 100, 10}, 1000, 0.03)).isBetween(0.2, 0.4);
    assertThat(Shape.quantile(bounds, new long[] {5, 1, 0}, 1000, 0.01)).isBetween(0.0, 0.1);
    assertThat(Shape.quantile(bounds, new long[] {500, 100, 50}, 1000, 0.01)).isNaN();
  }

  @Test
  void findsASlowerCanaryAndSaysByHowMuch() {
    Service service = new Service(2, 50, 0.01);
    service.canarySlowdown = 2;
    Evidence evidence = Evidence.of(Settings.defaults(LATENCY), service.history(LATENCY));
    evidence.entered(Duration.ZERO, 0.1, OptionalDouble.of(0.2));
    while (evidence.decision(evidence.end()) != Decision.ROLLBACK) {
      evidence.fold(service.next(LATENCY, 0.1));
    }
    assertThat(evidence.end()).isLessThanOrEqualTo(Duration.ofMinutes(1));
    assertThat(evidence.verdict(evidence.end()).sentence())
        .matches(
            "canary p99 about [0-9]+ ms \\([0-9.]+% slower than [0-9]+ ms\\), primary about [0-9]+"
                + " ms \\([0-9.]+%\\); evidence 1 in [0-9,]+ that this is chance; rolled back");
  }

  @Test
  void learnsTheBoundsFromTheTrafficWhenThePastIsNotKnown() {
    Service service = new Service(4, 50, 0.01);
    Evidence evidence = Evidence.of(Settings.defaults(LATENCY), History.NONE);
    evidence.fold(service.next(LATENCY, 0.5));
    MetricFold fold = evidence.allTracks()[0].fold;
    assertThat(evidence.verdict(evidence.end()).metrics().getFirst().words())
        .isEqualTo("latency: no data");
    assertThat(fold.components()).isPositive();
    assertThat(evidence.logE()).isCloseTo(0, within(1e-12));
    service.canarySlowdown = 3;
    for (int i = 0; i < 8; i++) {
      evidence.fold(service.next(LATENCY, 0.5));
    }
    assertThat(evidence.decision(evidence.end())).isEqualTo(Decision.ROLLBACK);
  }

  @Test
  void comparesOnlyBoundsThatBothArmsHave() {
    Service service = new Service(6, 50, 0.01);
    History history = service.history(LATENCY);
    Evidence evidence = Evidence.of(Settings.defaults(LATENCY), history);
    double[] others = {.033, .066, .133, .266};
    Histogram strange = new Histogram(others, new long[] {700, 500, 200, 50}, 800);
    for (int i = 0; i < 4; i++) {
      evidence.fold(
          new Interval(
              evidence.end(),
              Settings.INTERVAL,
              0.5,
              List.of(new Histograms(strange, service.histogram(700, 1)))));
    }
    assertThat(evidence.logE()).isCloseTo(0, within(1e-12));
    assertThat(evidence.verdict(evidence.end()).warnings())
        .contains(
            "latency: canary and primary have no bucket bounds in common; intervals were left "
                + "out, give both the same bounds");
    double[] some = {.1, .25};
    Histogram half = new Histogram(some, new long[] {700, 600}, 800);
    for (int i = 0; i < 4; i++) {
      evidence.fold(
          new Interval(
              evidence.end(),
              Settings.INTERVAL,
              0.5,
              List.of(new Histograms(half, service.histogram(700, 1)))));
    }
    assertThat(evidence.decision(evidence.end())).isEqualTo(Decision.ROLLBACK);
  }

  @Test
  void anIncidentInWhichBothArmsAreSlowIsNoRegression() {
    Service service = new Service(8, 50, 0.01);
    Evidence evidence = Evidence.of(Settings.defaults(LATENCY), service.history(LATENCY));
    for (int i = 0; i < 60; i++) {
      double slowdown = i >= 10 && i < 40 ? 100 : 1;
      evidence.fold(
          new Interval(
              evidence.end(),
              Settings.INTERVAL,
              0.2,
              List.of(
                  new Histograms(
                      service.histogram(150, slowdown), service.histogram(600, slowdown)))));
      assertThat(evidence.decision(evidence.end())).isNotEqualTo(Decision.ROLLBACK);
    }
  }

  @Test
  void warnsOfBucketsThatAreTooCoarse() {
    double[] bounds = {0.1, 10};
    Histogram one = new Histogram(bounds, new long[] {100, 0}, 1000);
    Evidence evidence =
        Evidence.of(
            Settings.defaults(LATENCY),
            new History(
                Settings.INTERVAL, List.of(new Past.Histograms(Collections.nCopies(120, one)))));
    assertThat(evidence.verdict(Duration.ZERO).warnings())
        .containsExactly(
            "latency: only one of the bucket bounds is exceeded by 0.2% to 70% of the requests; "
                + "add bounds there or use native histograms");
  }

  @Test
  void saysAboveWhenThePercentileIsBeyondTheLastBound() {
    double[] bounds = {0.1, 0.5};
    Histogram well = new Histogram(bounds, new long[] {100, 20}, 1000);
    Evidence evidence =
        Evidence.of(
            Settings.defaults(LATENCY),
            new History(
                Settings.INTERVAL, List.of(new Past.Histograms(Collections.nCopies(120, well)))));
    evidence.fold(
        new Interval(evidence.end(), Settings.INTERVAL, 0.5, List.of(new Histograms(well, well))));
    assertThat(evidence.verdict(evidence.end()).metrics().getFirst().words())
        .startsWith("canary p99 above 500 ms (");
  }
}
