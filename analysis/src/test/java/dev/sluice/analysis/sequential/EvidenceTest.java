package dev.sluice.analysis.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.analysis.sequential.Arms.Counts;
import dev.sluice.analysis.sequential.Comparison.ErrorRatio;
import dev.sluice.analysis.sequential.Comparison.EventRate;
import dev.sluice.analysis.sequential.Comparison.Gauge;
import dev.sluice.analysis.sequential.Comparison.Latency;
import dev.sluice.analysis.sequential.History.Past;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What holds of the fold whatever is folded. */
final class EvidenceTest {
  private static final List<Comparison> ALL_KINDS =
      List.of(
          ErrorRatio.named("errors"),
          Latency.named("latency"),
          Gauge.named("memory", Gauge.Direction.INCREASE_IS_BAD),
          EventRate.named("restarts"));
  private static final List<Comparison> ERRORS = List.of(ErrorRatio.named("errors"));

  @Property(tries = 20)
  void givesTheSameBitsOneByOneAndAllAtOnce(
      @ForAll long seed, @ForAll @IntRange(max = 30) int cut) {
    Service service = new Service(seed, 20, 0.01);
    service.canaryErrors = 0.02;
    History history = service.history(ALL_KINDS);
    Settings settings = Settings.defaults(ALL_KINDS);
    Evidence asTheyCome = Evidence.of(settings, history);
    asTheyCome.entered(Duration.ZERO, 0.1, OptionalDouble.of(0.2));
    List<Interval> intervals = new ArrayList<>();
    Duration second = Duration.ZERO;
    for (int i = 0; i < 30; i++) {
      Interval interval = service.next(ALL_KINDS, 0.1);
      intervals.add(interval);
      if (i == cut) {
        second = interval.start();
        asTheyCome.entered(second, 0.2, OptionalDouble.empty());
      }
      asTheyCome.fold(interval);
      asTheyCome.verdict(interval.end());
    }
    Evidence afterARestart = Evidence.of(settings, history);
    if (cut < 30) {
      afterARestart.entered(second, 0.2, OptionalDouble.empty());
    } else {
      afterARestart.entered(Duration.ZERO, 0.1, OptionalDouble.of(0.2));
    }
    intervals.forEach(afterARestart::fold);
    assertThat(bits(afterARestart)).isEqualTo(bits(asTheyCome));
    assertThat(afterARestart.verdict(afterARestart.end()))
        .isEqualTo(asTheyCome.verdict(asTheyCome.end()));
  }

  @Test
  void enteringThePresentStepAgainChangesNothing() {
    Service service = new Service(3, 50, 0.01);
    Evidence evidence = Evidence.of(Settings.defaults(ERRORS), service.history(ERRORS));
    evidence.entered(Duration.ZERO, 0.5, OptionalDouble.empty());
    evidence.fold(service.next(ERRORS, 0.5));
    List<Long> before = bits(evidence);
    evidence.entered(Duration.ZERO, 0.5, OptionalDouble.empty());
    assertThat(bits(evidence)).isEqualTo(before);
  }

  @Property(tries = 20)
  void doesNotDependOnTheOrderOfTheMetrics(@ForAll long seed) {
    Service service = new Service(seed, 20, 0.01);
    service.canarySlowdown = 1.1;
    List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3));
    Collections.shuffle(order, new Random(seed));
    List<Comparison> shuffled = order.stream().map(ALL_KINDS::get).toList();
    History history = service.history(ALL_KINDS);
    Evidence one = Evidence.of(Settings.defaults(ALL_KINDS), history);
    Evidence other =
        Evidence.of(
            Settings.defaults(shuffled),
            new History(history.interval(), order.stream().map(history.metrics()::get).toList()));
    for (int i = 0; i < 20; i++) {
      Interval interval = service.next(ALL_KINDS, 0.3);
      one.fold(interval);
      other.fold(
          new Interval(
              interval.start(),
              interval.length(),
              interval.weight(),
              order.stream().map(interval.metrics()::get).toList()));
      assertThat(other.logE()).isCloseTo(one.logE(), within(1e-12));
      assertThat(other.decision(interval.end())).isEqualTo(one.decision(interval.end()));
    }
  }

  /** Whatever came before, as long as it did not speak against the canary. */
  @Property(tries = 100)
  void noSingleIntervalRollsBack(
      @ForAll long seed,
      @ForAll @IntRange(max = 20) int before,
      @ForAll @IntRange(min = 1, max = 1_000_000) int requests) {
    Service service = new Service(seed, 20, 0.01);
    List<Comparison> metrics = List.of(ErrorRatio.named("errors"), Latency.named("latency"));
    Evidence evidence = Evidence.of(Settings.defaults(metrics), service.history(metrics));
    for (int i = 0; i < before; i++) {
      evidence.fold(service.next(metrics, 0.2));
    }
    if (evidence.logE() > 0 || evidence.decision(evidence.end()) == Decision.ROLLBACK) {
      // By chance something spoke against it before, or it was rolled back: not what this is about.
      return;
    }
    long[] allSlow = new long[Service.BOUNDS.length];
    Arrays.fill(allSlow, requests);
    Histogram outage = new Histogram(Service.BOUNDS, allSlow, requests);
    Histogram well = new Histogram(Service.BOUNDS, new long[Service.BOUNDS.length], 100_000);
    List<Arms> everythingFails =
        List.of(new Counts(requests, requests, 0, 100_000), new Arms.Histograms(outage, well));
    evidence.fold(new Interval(evidence.end(), Settings.INTERVAL, 0.2, everythingFails));
    assertThat(evidence.decision(evidence.end())).isNotEqualTo(Decision.ROLLBACK);
    for (int i = 0; i < 4; i++) {
      evidence.fold(new Interval(evidence.end(), Settings.INTERVAL, 0.2, everythingFails));
    }
    if (requests > 10) {
      assertThat(evidence.decision(evidence.end())).isEqualTo(Decision.ROLLBACK);
    }
  }

  @Property(tries = 100)
  void oneFailedRequestNeverRollsBack(
      @ForAll @IntRange(min = 1, max = 500) int canary,
      @ForAll @IntRange(min = 1, max = 5000) int primary,
      @ForAll @IntRange(max = 40) int when) {
    List<History.Count> past = Collections.nCopies(120, new History.Count(0, primary));
    Evidence evidence =
        Evidence.of(
            Settings.defaults(ERRORS),
            new History(Settings.INTERVAL, List.of(new Past.Counts(past))));
    for (int i = 0; i < 40; i++) {
      evidence.fold(errors(evidence, i == when ? 1 : 0, canary, 0, primary));
      assertThat(evidence.decision(evidence.end())).isNotEqualTo(Decision.ROLLBACK);
    }
  }

  @Test
  void moreBadThanAllCountsAsAllBad() {
    Evidence clamped = Evidence.of(Settings.defaults(ERRORS), History.NONE);
    Evidence skewed = Evidence.of(Settings.defaults(ERRORS), History.NONE);
    for (int i = 0; i < 3; i++) {
      clamped.fold(errors(clamped, 10, 10, 1, 90));
      skewed.fold(errors(skewed, 12, 10, 1, 90));
    }
    assertThat(bits(skewed)).isEqualTo(bits(clamped));
  }

  @Test
  void anEmptyArmTellsNothing() {
    Evidence evidence = Evidence.of(Settings.defaults(ERRORS), History.NONE);
    evidence.fold(errors(evidence, 0, 0, 5, 1000));
    evidence.fold(errors(evidence, 5, 1000, 0, 0));
    evidence.fold(
        new Interval(
            evidence.end(),
            Settings.INTERVAL,
            0.1,
            List.of(new Arms.Missing("no values found", false))));
    assertThat(evidence.logE()).isZero();
    MetricEvidence errors = evidence.verdict(evidence.end()).metrics().getFirst();
    assertThat(errors.withoutData()).isEqualTo(3);
    assertThat(errors.finding()).isEqualTo(MetricEvidence.Finding.NO_DATA);
    assertThat(errors.words()).isEqualTo("errors: no data");
  }

  @Property(tries = 50)
  void staysFiniteForNothingAndForABillion(@ForAll @IntRange(min = 0, max = 5) int kind) {
    long[] totals = {0, 1, 1_000_000_000L, 0, 1_000_000_000L, Long.MAX_VALUE / 4};
    long canary = totals[kind];
    long primary = totals[(kind + 3) % totals.length];
    Evidence evidence =
        Evidence.of(
            Settings.defaults(ERRORS),
            new History(
                Settings.INTERVAL,
                List.of(
                    new Past.Counts(
                        Collections.nCopies(100, new History.Count(primary / 2, primary))))));
    for (int i = 0; i < 10; i++) {
      evidence.fold(errors(evidence, i % 2 == 0 ? canary : 0, canary, primary / 3, primary));
      evidence.state(value -> assertThat(value).isNotNaN().isLessThan(Double.POSITIVE_INFINITY));
      assertThat(evidence.verdict(evidence.end()).sentence()).isNotEmpty();
    }
  }

  @Test
  void refusesWhatItCannotJudge() {
    Evidence evidence = Evidence.of(Settings.defaults(ERRORS), History.NONE);
    evidence.fold(errors(evidence, 0, 1, 0, 1));
    Interval again =
        new Interval(
            Duration.ofSeconds(14), Settings.INTERVAL, 0.1, List.of(new Counts(0, 1, 0, 1)));
    assertThatThrownBy(() -> evidence.fold(again))
        .hasMessage("an interval begins at PT14S, before the last one ended at PT15S");
    Interval tooMany =
        new Interval(
            Duration.ofSeconds(15),
            Settings.INTERVAL,
            0.1,
            List.of(new Counts(0, 1, 0, 1), new Counts(0, 1, 0, 1)));
    assertThatThrownBy(() -> evidence.fold(tooMany))
        .hasMessage("an interval has 2 metrics, the settings have 1");
    Interval gauge =
        new Interval(
            Duration.ofSeconds(15), Settings.INTERVAL, 0.1, List.of(new Arms.Values(1, 1)));
    assertThatThrownBy(() -> evidence.fold(gauge))
        .hasMessage("errors is a ErrorRatio and cannot be judged by Values");
    assertThatThrownBy(
            () ->
                Evidence.of(
                    Settings.defaults(ERRORS),
                    new History(Settings.INTERVAL, List.of(new Past.Values(List.of(1.0))))))
        .hasMessage("the past of an ErrorRatio cannot be Values");
  }

  static Interval errors(
      Evidence evidence, long canaryBad, long canary, long primaryBad, long primary) {
    return new Interval(
        evidence.end(),
        Settings.INTERVAL,
        0.1,
        List.of(new Counts(canaryBad, canary, primaryBad, primary)));
  }

  static List<Long> bits(Evidence evidence) {
    List<Long> bits = new ArrayList<>();
    evidence.state(value -> bits.add(Double.doubleToRawLongBits(value)));
    return bits;
  }
}
