package dev.sluice.analysis.sequential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.NoDataPolicy;
import dev.sluice.analysis.sequential.Arms.Counts;
import dev.sluice.analysis.sequential.Comparison.ErrorRatio;
import dev.sluice.analysis.sequential.Comparison.Gauge;
import dev.sluice.analysis.sequential.History.Past;
import dev.sluice.analysis.sequential.MetricEvidence.Finding;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** When the judge says what. */
final class VerdictTest {
  private static final Comparison ERRORS = ErrorRatio.named("errors");
  private static final OptionalDouble LAST = OptionalDouble.empty();

  private Settings settings = Settings.defaults(List.of(ERRORS));

  /** Half an hour with one error in a hundred requests. */
  private static History past(long perInterval) {
    return new History(
        Settings.INTERVAL,
        List.of(
            new Past.Counts(
                Collections.nCopies(120, new History.Count(perInterval / 100, perInterval)))));
  }

  private Evidence evidence() {
    return Evidence.of(settings, past(1000));
  }

  /** Intervals with the same numbers each. */
  private static void fold(Evidence evidence, int intervals, Counts counts) {
    for (int i = 0; i < intervals; i++) {
      evidence.fold(new Interval(evidence.end(), Settings.INTERVAL, 0.1, List.of(counts)));
    }
  }

  private static Decision now(Evidence evidence) {
    return evidence.decision(evidence.end());
  }

  @Test
  void rollsBackWithinAStepAndSaysWhy() {
    Evidence evidence = evidence();
    evidence.entered(Duration.ZERO, 0.1, OptionalDouble.of(0.2));
    fold(evidence, 2, new Counts(20, 100, 9, 900));
    Judgement judgement = evidence.verdict(evidence.end());
    assertThat(judgement.decision()).isEqualTo(Decision.ROLLBACK);
    assertThat(judgement.sentence())
        .matches(
            "canary 20% errors of 200 requests, primary 1% of 1,800; "
                + "evidence 1 in [0-9]+ that this is chance; rolled back");
    assertThat(judgement.anytimeP()).isLessThanOrEqualTo(0.05);
    assertThat(judgement.metrics().getFirst().finding()).isEqualTo(Finding.WORSE);
  }

  @Test
  void neverTakesBackThatItRollsBack() {
    Evidence evidence = evidence();
    fold(evidence, 2, new Counts(20, 100, 9, 900));
    fold(evidence, 30, new Counts(0, 1000, 9, 900));
    assertThat(now(evidence)).isEqualTo(Decision.ROLLBACK);
  }

  @Test
  void promotesAtTheLastStepAfterTheSoakWhenShownToBeNoWorse() {
    Evidence evidence = evidence();
    evidence.entered(Duration.ZERO, 0.5, LAST);
    fold(evidence, 19, new Counts(5, 500, 5, 500));
    assertThat(now(evidence)).isEqualTo(Decision.CONTINUE);
    assertThat(evidence.verdict(evidence.end()).sentence())
        .endsWith("shown to be no worse so far, watched until 5 min have passed");
    fold(evidence, 1, new Counts(5, 500, 5, 500));
    assertThat(now(evidence)).isEqualTo(Decision.PROMOTE);
    assertThat(evidence.verdict(evidence.end()).sentence())
        .isEqualTo(
            "canary 1% errors of 10,000 requests, primary 1% of 10,000; shown to be no worse, by "
                + "evidence that misleads at most once in 20 times; fit for promotion");
  }

  @Test
  void doesNotPromoteBeforeTheLastStep() {
    Evidence evidence = evidence();
    evidence.entered(Duration.ZERO, 0.5, OptionalDouble.of(0.6));
    fold(evidence, 40, new Counts(5, 500, 5, 500));
    assertThat(now(evidence)).isEqualTo(Decision.ADVANCE);
    evidence.entered(evidence.end(), 0.6, LAST);
    assertThat(now(evidence)).isEqualTo(Decision.CONTINUE);
    fold(evidence, 2, new Counts(5, 500, 5, 500));
    assertThat(now(evidence)).isEqualTo(Decision.PROMOTE);
  }

  @Test
  void promotesBeforeTheLastStepWhereThatIsAllowed() {
    settings =
        new Settings(
            settings.alpha(),
            settings.beta(),
            settings.interval(),
            settings.soak(),
            settings.deadline(),
            settings.warmUp(),
            settings.minStep(),
            settings.maxHold(),
            settings.onInconclusive(),
            true,
            settings.noTraffic(),
            settings.metrics());
    Evidence evidence = evidence();
    evidence.entered(Duration.ZERO, 0.5, OptionalDouble.of(0.6));
    fold(evidence, 19, new Counts(5, 500, 5, 500));
    assertThat(now(evidence)).isEqualTo(Decision.ADVANCE);
    fold(evidence, 1, new Counts(5, 500, 5, 500));
    assertThat(now(evidence)).isEqualTo(Decision.PROMOTE);
  }

  @Test
  void leavesAStepEarlyOnEvidenceButNotBeforeItsLeastTime() {
    Evidence evidence = evidence();
    evidence.entered(Duration.ZERO, 0.1, OptionalDouble.of(0.2));
    fold(evidence, 1, new Counts(5, 500, 45, 4500));
    assertThat(evidence.merged().bearNextStep(evidence.promotionAt())).isTrue();
    assertThat(now(evidence)).isEqualTo(Decision.CONTINUE);
    fold(evidence, 1, new Counts(5, 500, 45, 4500));
    assertThat(evidence.end()).isEqualTo(Settings.MIN_STEP);
    assertThat(now(evidence)).isEqualTo(Decision.ADVANCE);
  }

  @Test
  void leavesAStepAfterItsLongestTimeUnlessTheEvidenceLeansToARegression() {
    Evidence thin = evidence();
    thin.entered(Duration.ZERO, 0.1, OptionalDouble.of(0.2));
    fold(thin, 3, new Counts(0, 2, 10, 1000));
    assertThat(now(thin)).isEqualTo(Decision.CONTINUE);
    fold(thin, 1, new Counts(0, 2, 10, 1000));
    assertThat(now(thin)).isEqualTo(Decision.ADVANCE);

    Evidence leaning = evidence();
    leaning.entered(Duration.ZERO, 0.1, OptionalDouble.of(0.2));
    fold(leaning, 4, new Counts(2, 50, 10, 1000));
    assertThat(leaning.logE()).isBetween(StrictMath.log(2), StrictMath.log(20));
    assertThat(now(leaning)).isEqualTo(Decision.CONTINUE);
  }

  @Test
  void doesNotHoldAStepForWhatIsAsLikelyChance() {
    Evidence evidence = evidence();
    evidence.entered(Duration.ZERO, 0.1, OptionalDouble.of(0.2));
    fold(evidence, 4, new Counts(1, 25, 10, 1000));
    assertThat(evidence.logE()).isBetween(0.01, StrictMath.log(2) - 0.01);
    Judgement judgement = evidence.verdict(evidence.end());
    assertThat(judgement.decision()).isEqualTo(Decision.ADVANCE);
    assertThat(judgement.sentence())
        .isEqualTo(
            "canary 4% errors of 100 requests, primary 1% of 4,000; too little speaks against the"
                + " next step to wait");
  }

  @Test
  void neverLeavesAStepInWhichItSawNothing() {
    Evidence evidence = evidence();
    evidence.entered(Duration.ZERO, 0.1, OptionalDouble.of(0.2));
    fold(evidence, 4, new Counts(1, 100, 10, 1000));
    evidence.entered(evidence.end(), 0.2, OptionalDouble.of(0.3));
    fold(evidence, 20, new Counts(0, 0, 1, 20));
    assertThat(now(evidence)).isEqualTo(Decision.CONTINUE);
  }

  @Test
  void anIntervalThatBeganBeforeTheStepIsNoEvidenceAboutTheStep() {
    Evidence evidence = evidence();
    evidence.entered(Duration.ofSeconds(1), 0.5, OptionalDouble.of(0.6));
    fold(evidence, 1, new Counts(5, 500, 5, 500));
    assertThat(evidence.allTracks()[0].toldInStep()).isFalse();
    fold(evidence, 1, new Counts(5, 500, 5, 500));
    assertThat(evidence.allTracks()[0].toldInStep()).isTrue();
  }

  @Test
  void holdsAndThenRollsBackACanaryThatGetsNoTraffic() {
    Evidence evidence = evidence();
    evidence.entered(Duration.ZERO, 0.1, OptionalDouble.of(0.2));
    fold(evidence, 2, new Counts(0, 0, 9, 900));
    assertThat(now(evidence)).isEqualTo(Decision.CONTINUE);
    fold(evidence, 1, new Counts(0, 0, 9, 900));
    assertThat(now(evidence)).isEqualTo(Decision.NOT_RECEIVING_TRAFFIC);
    assertThat(evidence.verdict(evidence.end()).sentence())
        .isEqualTo(
            "the canary got none of about 300 requests that it should have got in 3 intervals: "
                + "it is not receiving traffic; waiting");
    fold(evidence, 6, new Counts(0, 0, 9, 900));
    assertThat(now(evidence)).isEqualTo(Decision.NOT_RECEIVING_TRAFFIC);
    fold(evidence, 1, new Counts(0, 0, 9, 900));
    assertThat(now(evidence)).isEqualTo(Decision.ROLLBACK);
    assertThat(evidence.verdict(evidence.end()).sentence())
        .endsWith("in 10 intervals: it is not receiving traffic; rolled back");
  }

  @Test
  void goesOnWhenTheTrafficArrives() {
    Evidence evidence = evidence();
    evidence.entered(Duration.ZERO, 0.1, OptionalDouble.of(0.2));
    fold(evidence, 5, new Counts(0, 0, 9, 900));
    fold(evidence, 1, new Counts(0, 1, 9, 900));
    assertThat(now(evidence)).isNotEqualTo(Decision.NOT_RECEIVING_TRAFFIC);
  }

  @Test
  void waitsForTrafficAsLongAsItIsToldToAndNeverPassesWithoutIt() {
    settings = withNoTraffic(NoDataPolicy.HOLD);
    Evidence evidence = evidence();
    evidence.entered(Duration.ZERO, 0.5, LAST);
    fold(evidence, 40, new Counts(5, 500, 5, 500));
    fold(evidence, 40, new Counts(0, 0, 9, 900));
    assertThat(now(evidence)).isEqualTo(Decision.NOT_RECEIVING_TRAFFIC);
  }

  @Test
  void fewRequestsAreNotMissed() {
    Evidence evidence = evidence();
    evidence.entered(Duration.ZERO, 0.1, OptionalDouble.of(0.2));
    fold(evidence, 20, new Counts(0, 0, 1, 150));
    assertThat(now(evidence)).isEqualTo(Decision.CONTINUE);
  }

  @ParameterizedTest
  @CsvSource({
    "PROMOTE, 100, PROMOTE, 'nothing speaks against it, promoted'",
    "HOLD, 100, HOLD, a person must decide",
    "ROLLBACK, 100, ROLLBACK, rolled back",
    "PROMOTE, 40, HOLD, a person must decide",
  })
  void doesAtTheDeadlineWhatItIsTold(
      OnInconclusive told, long canary, OnInconclusive done, String end) {
    settings = at(Duration.ofMinutes(2), told);
    Evidence evidence = evidence();
    evidence.entered(Duration.ZERO, 0.1, LAST);
    fold(evidence, 8, new Counts(1, canary, 10, 1000));
    Judgement judgement = evidence.verdict(evidence.end());
    assertThat(judgement.decision()).isEqualTo(Decision.INCONCLUSIVE);
    assertThat(judgement.atDeadline()).isEqualTo(done);
    assertThat(judgement.sentence()).contains("still undecided after 2 min").endsWith(end);
  }

  @Test
  void promotesNothingAtTheDeadlineThatShowedNoData() {
    settings = at(Duration.ofMinutes(2), OnInconclusive.PROMOTE);
    Evidence evidence = evidence();
    fold(evidence, 8, new Counts(0, 0, 1, 10));
    assertThat(evidence.verdict(evidence.end()).atDeadline()).isEqualTo(OnInconclusive.HOLD);
  }

  @Test
  void aDryRunIsReportedAndDecidesNothing() {
    settings =
        Settings.defaults(
            List.of(
                ERRORS,
                new ErrorRatio(
                    "not found",
                    true,
                    0,
                    ErrorRatio.TOLERANCE,
                    ErrorRatio.HARM,
                    ErrorRatio.RISK_BUDGET)));
    Evidence both = Evidence.of(settings, History.NONE);
    both.entered(Duration.ZERO, 0.5, LAST);
    Evidence alone = Evidence.of(Settings.defaults(List.of(ERRORS)), History.NONE);
    alone.entered(Duration.ZERO, 0.5, LAST);
    for (int i = 0; i < 24; i++) {
      Counts well = new Counts(5, 500, 5, 500);
      Counts ill = new Counts(400, 500, 5, 500);
      both.fold(new Interval(both.end(), Settings.INTERVAL, 0.5, List.of(well, ill)));
      alone.fold(new Interval(alone.end(), Settings.INTERVAL, 0.5, List.of(well)));
      assertThat(both.logE()).isEqualTo(alone.logE());
      assertThat(now(both)).isEqualTo(now(alone));
    }
    assertThat(now(both)).isEqualTo(Decision.PROMOTE);
    MetricEvidence dry = both.verdict(both.end()).metrics().get(1);
    assertThat(dry.dryRun()).isTrue();
    assertThat(dry.finding()).isEqualTo(Finding.WORSE);
    assertThat(dry.words()).contains("canary 80% errors of 12,000 requests");
  }

  @Test
  void aMetricDecidesNothingBeforeItSawItsLeastRequests() {
    settings =
        Settings.defaults(
            List.of(
                new ErrorRatio(
                    "errors",
                    false,
                    1000,
                    ErrorRatio.TOLERANCE,
                    ErrorRatio.HARM,
                    ErrorRatio.RISK_BUDGET)));
    Evidence ill = evidence();
    fold(ill, 9, new Counts(50, 100, 9, 900));
    assertThat(now(ill)).isEqualTo(Decision.CONTINUE);
    fold(ill, 1, new Counts(50, 100, 9, 900));
    assertThat(now(ill)).isEqualTo(Decision.ROLLBACK);
  }

  @Test
  void theWarmUpOnlyTeaches() {
    settings = warmedUp(Duration.ofSeconds(30));
    Evidence warmedUp = Evidence.of(settings, History.NONE);
    warmedUp.entered(Duration.ZERO, 0.1, OptionalDouble.of(0.2));
    fold(warmedUp, 2, new Counts(100, 100, 90, 900));
    assertThat(warmedUp.logE()).isZero();
    Evidence without = Evidence.of(settings, History.NONE);
    without.entered(Duration.ZERO, 0.1, OptionalDouble.of(0.2));
    without.fold(
        new Interval(
            Duration.ofSeconds(30), Settings.INTERVAL, 0.1, List.of(new Counts(9, 100, 90, 900))));
    fold(warmedUp, 1, new Counts(9, 100, 90, 900));
    assertThat(warmedUp.logE()).isNotEqualTo(without.logE());
    fold(warmedUp, 1, new Counts(9, 100, 90, 900));
    assertThat(warmedUp.verdict(warmedUp.end()).metrics().getFirst().canary().requests())
        .isEqualTo(200);
  }

  @Test
  void warnsThatTheShareIsNotWhatItShouldBe() {
    Evidence evidence = evidence();
    evidence.entered(Duration.ZERO, 0.1, OptionalDouble.of(0.2));
    fold(evidence, 4, new Counts(4, 400, 6, 600));
    assertThat(evidence.verdict(evidence.end()).warnings())
        .containsExactly("the canary gets 40% of the requests in this step, it should get 10%");
  }

  @Test
  void warnsThatThePastIsNotKnown() {
    Evidence evidence = Evidence.of(settings, History.NONE);
    assertThat(evidence.verdict(Duration.ZERO).warnings())
        .containsExactly(
            "errors: too little is known of the primary's past, so a usual variation is assumed "
                + "and evidence takes longer");
  }

  @Test
  void saysHowMuchLongerItTakes() {
    Evidence evidence = evidence();
    evidence.entered(Duration.ZERO, 0.1, OptionalDouble.of(0.2));
    fold(evidence, 1, new Counts(1, 100, 9, 900));
    Judgement judgement = evidence.verdict(evidence.end());
    Estimate estimate = judgement.estimate();
    assertThat(estimate).isNotNull();
    assertThat(estimate.beforeDeadline()).isTrue();
    assertThat(judgement.sentence())
        .matches(
            "canary 1% errors of 100 requests, primary 1% of 900; undecided, needs about "
                + "[0-9,]+ more canary requests, about [0-9.]+ (s|min) at the present traffic");
    assertThat(judgement.metrics().getFirst().requestsNeeded()).hasValue(estimate.requests());
  }

  @Test
  void saysThatItLooksWorseBeforeItIsSure() {
    Evidence evidence = evidence();
    evidence.entered(Duration.ZERO, 0.1, OptionalDouble.of(0.2));
    fold(evidence, 4, new Counts(2, 50, 10, 1000));
    assertThat(evidence.verdict(evidence.end()).sentence())
        .matches(
            "canary 4% errors of 200 requests, primary 1% of 4,000; undecided, but it looks "
                + "worse: evidence 1 in [0-9.]+ so far that this is chance");
  }

  @Test
  void callsTheOtherSideByItsName() {
    List<Comparison> metrics =
        List.of(
            ERRORS,
            Comparison.Latency.named("latency"),
            Gauge.named("memory", Gauge.Direction.INCREASE_IS_BAD),
            Comparison.EventRate.named("restarts"));
    Service service = new Service(7, 50, 0.01);
    Evidence evidence =
        Evidence.of(Settings.defaults(metrics), service.history(metrics), Against.BASELINE);
    for (int i = 0; i < 3; i++) {
      evidence.fold(service.next(metrics, 0.5));
    }
    assertThat(evidence.verdict(evidence.end()).metrics())
        .allSatisfy(
            metric -> assertThat(metric.words()).contains("baseline").doesNotContain("primary"));
  }

  @Test
  void saysThatTheTrafficIsTooLow() {
    Evidence evidence = Evidence.of(settings, past(10));
    evidence.entered(Duration.ZERO, 0.1, OptionalDouble.of(0.2));
    fold(evidence, 1, new Counts(0, 1, 0, 9));
    assertThat(evidence.verdict(evidence.end()).sentence())
        .endsWith("that is after the deadline of 30 min: the traffic may be too low to decide");
  }

  @ParameterizedTest
  @EnumSource
  void neverAdvancesOnNothing(OnInconclusive onInconclusive) {
    settings = at(Settings.DEADLINE, onInconclusive);
    Evidence evidence = evidence();
    evidence.entered(Duration.ZERO, 0.1, OptionalDouble.of(0.2));
    assertThat(evidence.decision(Duration.ofMinutes(10))).isEqualTo(Decision.CONTINUE);
    assertThat(evidence.verdict(Duration.ofMinutes(10)).sentence()).startsWith("errors: no data");
  }

  @Test
  void aGaugeWithoutValuesHoldsUpTheStep() {
    List<Comparison> metrics =
        List.of(ERRORS, Gauge.named("memory", Gauge.Direction.INCREASE_IS_BAD));
    Evidence evidence = Evidence.of(Settings.defaults(metrics), History.NONE);
    evidence.entered(Duration.ZERO, 0.5, OptionalDouble.of(0.6));
    for (int i = 0; i < 10; i++) {
      evidence.fold(
          new Interval(
              evidence.end(),
              Settings.INTERVAL,
              0.5,
              List.of(new Counts(5, 500, 5, 500), new Arms.Missing("no values found", false))));
    }
    assertThat(now(evidence)).isEqualTo(Decision.CONTINUE);
    assertThat(evidence.verdict(evidence.end()).warnings())
        .contains("memory: 10 intervals told nothing");
  }

  private Settings at(Duration deadline, OnInconclusive onInconclusive) {
    return new Settings(
        settings.alpha(),
        settings.beta(),
        settings.interval(),
        settings.soak(),
        deadline,
        settings.warmUp(),
        settings.minStep(),
        settings.maxHold(),
        onInconclusive,
        settings.earlyPromotion(),
        settings.noTraffic(),
        settings.metrics());
  }

  private Settings warmedUp(Duration warmUp) {
    return new Settings(
        settings.alpha(),
        settings.beta(),
        settings.interval(),
        settings.soak(),
        settings.deadline(),
        warmUp,
        settings.minStep(),
        settings.maxHold(),
        settings.onInconclusive(),
        settings.earlyPromotion(),
        settings.noTraffic(),
        settings.metrics());
  }

  private Settings withNoTraffic(NoDataPolicy noTraffic) {
    return new Settings(
        settings.alpha(),
        settings.beta(),
        settings.interval(),
        settings.soak(),
        settings.deadline(),
        settings.warmUp(),
        settings.minStep(),
        settings.maxHold(),
        settings.onInconclusive(),
        settings.earlyPromotion(),
        noTraffic,
        settings.metrics());
  }
}
