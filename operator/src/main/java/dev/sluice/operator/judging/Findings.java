package dev.sluice.operator.judging;

import dev.sluice.analysis.CheckResult;
import dev.sluice.analysis.Metric;
import dev.sluice.analysis.Verdict;
import dev.sluice.analysis.sequential.Comparison;
import dev.sluice.analysis.sequential.Judgement;
import dev.sluice.analysis.sequential.MetricEvidence;
import dev.sluice.analysis.sequential.MetricEvidence.ArmSummary;
import dev.sluice.operator.metrics.Compared;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the evidence says of each metric, as the results of checks. */
final class Findings {
  private static final double PERCENT = 100;
  private static final double MILLIS = 1000;
  private static final double LN_10 = StrictMath.log(10);

  private Findings() {}

  static List<CheckResult> of(List<Compared> compared, Judgement judgement, Instant at) {
    List<CheckResult> results = new ArrayList<>();
    for (int i = 0; i < compared.size(); i++) {
      results.add(result(compared.get(i), judgement.metrics().get(i), at));
    }
    return results;
  }

  private static CheckResult result(Compared compared, MetricEvidence found, Instant at) {
    Metric metric = metric(compared);
    return new CheckResult(
        found.name(),
        metric,
        value(compared.comparison(), metric, found.canary()),
        "",
        verdict(found.finding()),
        found.dryRun(),
        "",
        at,
        found.words(),
        new CheckResult.Evidence(
            value(compared.comparison(), metric, found.primary()), found.logE() / LN_10));
  }

  private static Metric metric(Compared compared) {
    return switch (compared.metric().name()) {
      case "request-success-rate" -> Metric.REQUEST_SUCCESS_RATE;
      case "request-duration" -> Metric.REQUEST_DURATION;
      default -> compared.metric().templateRef() == null ? Metric.QUERY : Metric.TEMPLATE;
    };
  }

  private static Verdict verdict(MetricEvidence.Finding finding) {
    return switch (finding) {
      case WORSE -> Verdict.CRITICAL;
      case NO_WORSE -> Verdict.PASSED;
      case UNDECIDED -> Verdict.UNDECIDED;
      case NO_DATA -> Verdict.HELD;
    };
  }

  /** In the unit that bounds of the same metric have; null when there is none. */
  private static @Nullable Double value(Comparison comparison, Metric metric, ArmSummary arm) {
    double value =
        switch (comparison) {
          case Comparison.ErrorRatio _ ->
              metric == Metric.REQUEST_SUCCESS_RATE
                  ? PERCENT * (1 - arm.value())
                  : PERCENT * arm.value();
          case Comparison.Latency _ ->
              metric == Metric.REQUEST_DURATION ? MILLIS * arm.value() : arm.value();
          case Comparison.Gauge _, Comparison.EventRate _ -> arm.value();
        };
    return Double.isFinite(value) ? value : null;
  }
}
