package dev.sluice.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.RoundVerdict.Outcome;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A7 (texts of halts), A10.2 (threshold rule). */
final class ThresholdJudgeTest {
  private static final Subject PODINFO = new Subject("podinfo", "test", "podinfo-app", "istio");
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private final Judge judge = new ThresholdJudge();

  @ParameterizedTest
  @CsvSource({
    "99, 98.5, 'Halt podinfo.test advancement success rate 98.50% < 99%'",
    "99.5, 0, 'Halt podinfo.test advancement success rate 0.00% < 99.5%'",
    "99, 99,",
    "99, 100,",
  })
  void successRateFailsBelowItsThreshold(
      double threshold, double value, @Nullable String expected) {
    assertHalt(Metric.REQUEST_SUCCESS_RATE, threshold, value, expected);
  }

  @ParameterizedTest
  @CsvSource({
    "500, 515, 'Halt podinfo.test advancement request duration 515ms > 500ms'",
    "500, 1200.7, 'Halt podinfo.test advancement request duration 1.2s > 500ms'",
    "500, 500.9,",
    "500, 20,",
    "500, Infinity, 'Halt podinfo.test advancement request duration 2562047788015h12m55.807s > 500ms'",
  })
  void durationFailsAboveItsThresholdInWholeMilliseconds(
      double threshold, double value, @Nullable String expected) {
    assertHalt(Metric.REQUEST_DURATION, threshold, value, expected);
  }

  @ParameterizedTest
  @EnumSource(names = {"QUERY", "TEMPLATE"})
  void customMetricFailsAboveItsThreshold(Metric metric) {
    assertHalt(metric, 1.5, 2, "Halt podinfo.test advancement errors 2.00 > 1.5");
    assertHalt(metric, 1.5, 1.5, null);
  }

  @Test
  void absentThresholdIsZero() {
    assertHalt(Metric.QUERY, null, 0.01, "Halt podinfo.test advancement errors 0.01 > 0");
    assertHalt(Metric.REQUEST_SUCCESS_RATE, null, 0, null);
  }

  @ParameterizedTest
  @CsvSource({
    "REQUEST_SUCCESS_RATE, 101, 'Halt podinfo.test advancement success rate 101.00% > 100%'",
    "REQUEST_SUCCESS_RATE, 9, 'Halt podinfo.test advancement success rate 9.00% < 10%'",
    "REQUEST_DURATION, 9, 'Halt podinfo.test advancement request duration 9ms < 10ms'",
    "REQUEST_DURATION, 101, 'Halt podinfo.test advancement request duration 101ms > 100ms'",
    "TEMPLATE, 9, 'Halt podinfo.test advancement errors 9.00 < 10'",
    "QUERY, 101, 'Halt podinfo.test advancement errors 101.00 > 100'",
    "QUERY, 10,",
    "QUERY, 100,",
  })
  void rangeIncludesItsEnds(Metric metric, double value, @Nullable String expected) {
    CheckResult result = judged(check(metric, new Bounds(10.0, 100.0)), new Sample.Value(value));
    assertThat(result.message()).isEqualTo(expected);
    assertThat(result.verdict()).isEqualTo(expected == null ? Verdict.PASSED : Verdict.FAILED);
  }

  @Test
  void emptyRangeAdmitsEverything() {
    CheckResult result = judged(check(Metric.QUERY, new Bounds(null, null)), new Sample.Value(1e9));
    assertThat(result.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(result.bound()).isEqualTo("any value");
  }

  @ParameterizedTest
  @CsvSource({"FAIL, FAILED", "HOLD, HELD", "PASS, PASSED"})
  void missingValueGoesByThePolicy(NoDataPolicy policy, Verdict expected) {
    Check check = new Check("errors", Metric.QUERY, new Bounds(null, 1.0), policy, false, true);
    assertThat(judged(check, Sample.NoData.NONE_FOUND).verdict()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"FAIL, FAILED", "HOLD, HELD", "PASS, FAILED"})
  void anErrorNeverPasses(NoDataPolicy policy, Verdict expected) {
    Check check = new Check("errors", Metric.QUERY, new Bounds(null, 1.0), policy, false, true);
    assertThat(judged(check, new Sample.Failed("away")).verdict()).isEqualTo(expected);
    assertThat(judged(check, new Sample.Unasked("no template")).verdict()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "REQUEST_SUCCESS_RATE, 'Halt advancement no values found for istio metric errors probably podinfo-app.test is not receiving traffic: no values found'",
    "REQUEST_DURATION, 'Halt advancement no values found for istio metric errors probably podinfo-app.test is not receiving traffic'",
    "QUERY, 'Halt advancement no values found for metric: errors'",
    "TEMPLATE, 'Halt advancement no values found for custom metric: errors: no values found'",
  })
  void saysThatNoValuesWereFound(Metric metric, String expected) {
    assertThat(judged(check(metric, new Bounds(null, 1.0)), Sample.NoData.NONE_FOUND).message())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "REQUEST_SUCCESS_RATE, 'Prometheus query failed: away'",
    "REQUEST_DURATION, 'Prometheus query failed: away'",
    "QUERY, 'Prometheus query failed for errors: away'",
    "TEMPLATE, 'Metric query failed for errors: away'",
  })
  void saysThatTheQueryFailed(Metric metric, String expected) {
    assertThat(judged(check(metric, new Bounds(null, 1.0)), new Sample.Failed("away")).message())
        .isEqualTo(expected);
  }

  @Test
  void criticalRollsBackOnlyForAValueOutOfBounds() {
    Check check =
        new Check("errors", Metric.QUERY, new Bounds(null, 1.0), NoDataPolicy.FAIL, false, true);
    assertThat(round(check, new Sample.Value(2)).outcome()).isEqualTo(Outcome.ROLLBACK);
    assertThat(round(check, new Sample.Failed("away")).outcome()).isEqualTo(Outcome.FAIL);
    assertThat(round(check, Sample.NoData.NONE_FOUND).outcome()).isEqualTo(Outcome.FAIL);
  }

  @Test
  void dryRunReportsAndNeverDecides() {
    Check check =
        new Check("errors", Metric.QUERY, new Bounds(null, 1.0), NoDataPolicy.FAIL, true, true);
    RoundVerdict verdict = round(check, new Sample.Value(2));
    assertThat(verdict.outcome()).isEqualTo(Outcome.ADVANCE);
    assertThat(verdict.reasons()).isEmpty();
    assertThat(verdict.results())
        .singleElement()
        .satisfies(
            result -> {
              assertThat(result.verdict()).isEqualTo(Verdict.CRITICAL);
              assertThat(result.message())
                  .isEqualTo("Halt podinfo.test advancement errors 2.00 > 1");
            });
  }

  @Test
  void theGravestResultDecides() {
    Measured good = measured(check(Metric.QUERY, new Bounds(null, 1.0)), new Sample.Value(0));
    Measured held =
        measured(
            new Check("held", Metric.QUERY, new Bounds(null, 1.0), NoDataPolicy.HOLD, false, false),
            Sample.NoData.NONE_FOUND);
    Measured bad = measured(check(Metric.QUERY, new Bounds(null, 1.0)), new Sample.Value(3));
    assertThat(judge.judge(PODINFO, List.of()).outcome()).isEqualTo(Outcome.ADVANCE);
    assertThat(judge.judge(PODINFO, List.of(good)).outcome()).isEqualTo(Outcome.ADVANCE);
    assertThat(judge.judge(PODINFO, List.of(good, held)).outcome()).isEqualTo(Outcome.HOLD);
    RoundVerdict verdict = judge.judge(PODINFO, List.of(bad, held, good));
    assertThat(verdict.outcome()).isEqualTo(Outcome.FAIL);
    assertThat(verdict.reasons())
        .containsExactly(
            "Halt podinfo.test advancement errors 3.00 > 1",
            "Halt advancement no values found for metric: held");
  }

  @Test
  void aResultTellsValueBoundQueryAndTime() {
    CheckResult result =
        judged(check(Metric.REQUEST_DURATION, new Bounds(null, 500.0)), new Sample.Value(250.4));
    assertThat(result)
        .isEqualTo(
            new CheckResult(
                "errors",
                Metric.REQUEST_DURATION,
                250.0,
                "<= 500ms",
                Verdict.PASSED,
                false,
                "up",
                NOON,
                null,
                null));
    assertThat(result.exported()).isEqualTo(0.25);
  }

  private void assertHalt(
      Metric metric, @Nullable Double threshold, double value, @Nullable String expected) {
    CheckResult result =
        judged(check(metric, Bounds.ofThreshold(metric, threshold)), new Sample.Value(value));
    assertThat(result.message()).isEqualTo(expected);
    assertThat(result.verdict()).isEqualTo(expected == null ? Verdict.PASSED : Verdict.FAILED);
  }

  private static Check check(Metric metric, Bounds bounds) {
    return new Check("errors", metric, bounds, NoDataPolicy.FAIL, false, false);
  }

  private CheckResult judged(Check check, Sample sample) {
    return round(check, sample).results().getFirst();
  }

  private RoundVerdict round(Check check, Sample sample) {
    return judge.judge(PODINFO, List.of(measured(check, sample)));
  }

  private static Measured measured(Check check, Sample sample) {
    return new Measured(check, "up", sample, NOON);
  }
}
