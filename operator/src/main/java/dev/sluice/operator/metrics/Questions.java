package dev.sluice.operator.metrics;

import dev.sluice.analysis.Bounds;
import dev.sluice.analysis.Check;
import dev.sluice.analysis.Metric;
import dev.sluice.analysis.NoDataPolicy;
import dev.sluice.crds.AnalysisSpec.MetricSpec;
import dev.sluice.crds.AnalysisSpec.NoData;
import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.metrics.Rounds.Whom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The questions of a Canary's metrics, in Flagger's order: built-in metrics and inline queries,
 * then templates. As with Flagger, one entry can be several questions: a built-in name does not
 * keep a query or a template from being asked too.
 */
final class Questions {
  private final MetricValues values;

  Questions(MetricValues values) {
    this.values = values;
  }

  /** Whether the metric is asked of the operator's or the Canary's own Prometheus. */
  static boolean asksCanarySource(MetricSpec metric) {
    return BuiltInMetrics.isBuiltIn(metric) || BuiltInMetrics.hasQuery(metric);
  }

  List<Question> of(Canary canary, List<MetricSpec> metrics, Whom whom) {
    List<Question> direct = new ArrayList<>();
    List<Question> templated = new ArrayList<>();
    for (MetricSpec metric : metrics) {
      if (BuiltInMetrics.isBuiltIn(metric)) {
        Metric kind =
            BuiltInMetrics.isDuration(metric)
                ? Metric.REQUEST_DURATION
                : Metric.REQUEST_SUCCESS_RATE;
        direct.add(question(canary, metric, kind, whom));
      }
      if (BuiltInMetrics.hasQuery(metric)) {
        direct.add(question(canary, metric, Metric.QUERY, whom));
      }
      if (metric.templateRef() != null || !asksCanarySource(metric)) {
        templated.add(question(canary, metric, Metric.TEMPLATE, whom));
      }
    }
    direct.addAll(templated);
    return direct;
  }

  private Question question(Canary canary, MetricSpec metric, Metric kind, Whom whom) {
    Check check = check(metric, kind, whom);
    try {
      MetricValues.Asked asked = values.of(canary, metric, kind, whom);
      return new Question(check, asked.query(), asked.source());
    } catch (ProblemException e) {
      return Question.unaskable(check, e.explanation());
    }
  }

  private static Check check(MetricSpec spec, Metric metric, Whom whom) {
    var range = spec.thresholdRange();
    return new Check(
        spec.name(),
        metric,
        range == null
            ? Bounds.ofThreshold(metric, spec.threshold())
            : new Bounds(range.min(), range.max()),
        noData(spec.noData(), whom),
        Boolean.TRUE.equals(spec.dryRun()),
        Boolean.TRUE.equals(spec.critical()));
  }

  private static NoDataPolicy noData(@Nullable NoData policy, Whom whom) {
    return switch (policy) {
      case null -> whom == Whom.PROMOTED ? NoDataPolicy.HOLD : NoDataPolicy.FAIL;
      case Fail -> NoDataPolicy.FAIL;
      case Hold -> NoDataPolicy.HOLD;
      case Pass -> NoDataPolicy.PASS;
    };
  }
}
