package dev.sluice.analysis.sequential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.sequential.Comparison.ErrorRatio;
import dev.sluice.analysis.sequential.Comparison.Gauge;
import dev.sluice.analysis.sequential.Comparison.Gauge.Direction;
import dev.sluice.analysis.sequential.Comparison.Gauge.Scale;
import dev.sluice.analysis.sequential.History.Past;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GaugeFoldTest {
  private static final double NOISE = 0.1;

  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(5);
  private Gauge gauge = Gauge.named("memory", Direction.INCREASE_IS_BAD);

  /** Values around 500 whose logarithms carry over a share of themselves. */
  private final class Arm {
    private final double carriedOver;
    private final double factor;
    private double noise = random.nextGaussian();

    Arm(double carriedOver, double factor) {
      this.carriedOver = carriedOver;
      this.factor = factor;
    }

    double next() {
      noise =
          carriedOver * noise + Math.sqrt(1 - carriedOver * carriedOver) * random.nextGaussian();
      return 500 * factor * Math.exp(NOISE / Math.sqrt(2) * noise);
    }
  }

  /** Intervals until a decision; -1 when there is none in the time. */
  private int decidedAfter(double carriedOver, double factor, int most, Decision decision) {
    Arm primary = new Arm(carriedOver, 1);
    Arm canary = new Arm(carriedOver, factor);
    List<Double> past = new ArrayList<>();
    for (int i = 0; i < 240; i++) {
      past.add(primary.next());
    }
    Evidence evidence =
        Evidence.of(
            Settings.defaults(List.of(gauge)),
            new History(Settings.INTERVAL, List.of(new Past.Values(past))));
    evidence.entered(Duration.ZERO, 0.5, OptionalDouble.empty());
    for (int i = 1; i <= most; i++) {
      evidence.fold(values(evidence, canary.next(), primary.next()));
      if (evidence.decision(evidence.end()) == decision) {
        return i;
      }
    }
    return -1;
  }

  private static Interval values(Evidence evidence, double canary, double primary) {
    return new Interval(
        evidence.end(), Settings.INTERVAL, 0.5, List.of(new Arms.Values(canary, primary)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.6, 0.8})
  void seldomRollsBackOnTheLineHoweverMuchValuesCarryOver(double carriedOver) {
    int wrong = 0;
    for (int run = 0; run < 200; run++) {
      wrong += decidedAfter(carriedOver, Gauge.TOLERANCE, 119, Decision.ROLLBACK) > 0 ? 1 : 0;
    }
    // 10 are expected at most; three standard errors more are chance.
    assertThat(wrong).isLessThanOrEqualTo(19);
  }

  @Test
  void findsThatAValueIsHigher() {
    for (int run = 0; run < 20; run++) {
      assertThat(decidedAfter(0, 1.5, 20, Decision.ROLLBACK)).isBetween(5, 20);
    }
  }

  @Test
  void vouchesForACanaryThatIsTheSame() {
    for (int run = 0; run < 20; run++) {
      assertThat(decidedAfter(0, 1, 60, Decision.PROMOTE)).isBetween(20, 60);
    }
  }

  @Test
  void lessIsWorseWhenToldSo() {
    gauge = Gauge.named("throughput", Direction.DECREASE_IS_BAD);
    assertThat(decidedAfter(0, 1.5, 100, Decision.ROLLBACK)).isNegative();
    assertThat(decidedAfter(0, 1 / 1.5, 20, Decision.ROLLBACK)).isPositive();
  }

  @Test
  void saysWhatItSaw() {
    Evidence evidence = Evidence.of(Settings.defaults(List.of(gauge)), History.NONE);
    evidence.fold(values(evidence, 550, 500));
    evidence.fold(values(evidence, 650, 500));
    Judgement judgement = evidence.verdict(evidence.end());
    assertThat(judgement.metrics().getFirst().words())
        .isEqualTo("memory of canary 600 on average, of primary 500 (20% more)");
    assertThat(judgement.metrics().getFirst().canary().value()).isEqualTo(600);
  }

  @Test
  void ratiosOfNothingTellNothing() {
    Evidence evidence = Evidence.of(Settings.defaults(List.of(gauge)), History.NONE);
    evidence.fold(values(evidence, 0, 500));
    evidence.fold(values(evidence, 500, Double.NaN));
    evidence.fold(values(evidence, Double.POSITIVE_INFINITY, 500));
    assertThat(evidence.verdict(evidence.end()).metrics().getFirst().withoutData()).isEqualTo(3);
  }

  @Test
  void differencesMayBeNegative() {
    gauge = new Gauge("drift", false, 0, 1, 3, Direction.INCREASE_IS_BAD, Scale.DIFFERENCE);
    Evidence evidence = Evidence.of(Settings.defaults(List.of(gauge)), History.NONE);
    for (int i = 0; i < 20; i++) {
      evidence.fold(values(evidence, 9 + random.nextGaussian(), random.nextGaussian() - 1));
    }
    assertThat(evidence.decision(evidence.end())).isEqualTo(Decision.ROLLBACK);
  }

  @Test
  void oneOutlierDoesNotHideWhatTheOthersSay() {
    List<Double> past = new ArrayList<>();
    for (int i = 0; i < 240; i++) {
      past.add(500 * Math.exp(0.02 * random.nextGaussian()));
    }
    Evidence evidence =
        Evidence.of(
            Settings.defaults(List.of(gauge)),
            new History(Settings.INTERVAL, List.of(new Past.Values(past))));
    for (int i = 0; i < 30; i++) {
      double canary = i == 5 ? 1e-3 : 700;
      evidence.fold(values(evidence, canary * Math.exp(0.02 * random.nextGaussian()), 500));
    }
    assertThat(evidence.decision(evidence.end())).isEqualTo(Decision.ROLLBACK);
  }

  @Test
  void itsShareOfAlphaIsItsOwn() {
    List<Comparison> both = List.of(ErrorRatio.named("errors"), gauge);
    Evidence alone = Evidence.of(Settings.defaults(List.of(gauge)), History.NONE);
    Evidence shared = Evidence.of(Settings.defaults(both), History.NONE);
    for (int i = 0; i < 12; i++) {
      double canary = 640 + 10 * random.nextGaussian();
      alone.fold(values(alone, canary, 500));
      shared.fold(
          new Interval(
              shared.end(),
              Settings.INTERVAL,
              0.5,
              List.of(new Arms.Counts(0, 0, 0, 100), new Arms.Values(canary, 500))));
    }
    assertThat(shared.logE()).isEqualTo(alone.logE() - StrictMath.log(2));
  }
}
