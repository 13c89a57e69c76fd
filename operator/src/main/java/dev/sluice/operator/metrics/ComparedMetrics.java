package dev.sluice.operator.metrics;

import dev.sluice.analysis.sequential.Comparison;
import dev.sluice.analysis.sequential.Comparison.Gauge;
import dev.sluice.analysis.sequential.Margin;
import dev.sluice.crds.AnalysisSpec.Compare;
import dev.sluice.crds.AnalysisSpec.ComparisonKind;
import dev.sluice.crds.AnalysisSpec.Direction;
import dev.sluice.crds.AnalysisSpec.MetricSpec;
import dev.sluice.crds.AnalysisSpec.Scale;
import dev.sluice.crds.Canary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which metrics of a Canary are compared, and how. */
public final class ComparedMetrics {
  private static final Compare DEFAULTS =
      new Compare(ComparisonKind.ErrorRatio, null, null, null, null, null, null, null);

  private ComparedMetrics() {}

  /**
   * The built-in metrics and those with {@code compare}, in their order.
   *
   * @throws IllegalArgumentException when a margin makes no sense; says which and why
   */
  public static List<Compared> of(Canary canary) {
    return canary.getSpec().analysis().metrics().stream()
        .filter(metric -> metric.compare() != null || Questions.isBuiltIn(metric))
        .map(ComparedMetrics::compared)
        .toList();
  }

  private static Compared compared(MetricSpec metric) {
    Compare compare = metric.compare() == null ? DEFAULTS : metric.compare();
    ComparisonKind kind =
        metric.compare() == null && Questions.isDuration(metric)
            ? ComparisonKind.Latency
            : compare.kind();
    return new Compared(metric, comparison(metric, kind, compare), compare.total());
  }

  private static Comparison comparison(MetricSpec metric, ComparisonKind kind, Compare compare) {
    boolean dryRun = Boolean.TRUE.equals(metric.dryRun());
    long minRequests = metric.minRequests() == null ? 0 : metric.minRequests();
    return switch (kind) {
      case ErrorRatio ->
          new Comparison.ErrorRatio(
              metric.name(),
              dryRun,
              minRequests,
              tolerance(compare, Comparison.ErrorRatio.TOLERANCE),
              harm(compare, Comparison.ErrorRatio.HARM),
              Comparison.ErrorRatio.RISK_BUDGET);
      case Latency ->
          new Comparison.Latency(
              metric.name(),
              dryRun,
              minRequests,
              tolerance(compare, Comparison.Latency.TOLERANCE),
              harm(compare, Comparison.Latency.HARM),
              Comparison.Latency.RISK_BUDGET);
      case Gauge -> gauge(metric, dryRun, minRequests, compare);
    };
  }

  private static Margin tolerance(Compare compare, Margin otherwise) {
    return margin(compare.tolerance(), compare.tolerancePoints(), otherwise);
  }

  private static Margin harm(Compare compare, Margin otherwise) {
    return margin(compare.harm(), compare.harmPoints(), otherwise);
  }

  private static Margin margin(
      @Nullable Double percent, @Nullable Double points, Margin otherwise) {
    return new Margin(
        percent == null ? otherwise.factor() : 1 + percent / 100,
        points == null ? otherwise.extra() : points / 100);
  }

  private static Comparison gauge(
      MetricSpec metric, boolean dryRun, long minRequests, Compare compare) {
    boolean difference = compare.scale() == Scale.Difference;
    return new Gauge(
        metric.name(),
        dryRun,
        minRequests,
        bound(compare.tolerance(), difference, Gauge.TOLERANCE),
        bound(compare.harm(), difference, Gauge.HARM),
        compare.direction() == Direction.Decrease
            ? Gauge.Direction.DECREASE_IS_BAD
            : Gauge.Direction.INCREASE_IS_BAD,
        difference ? Gauge.Scale.DIFFERENCE : Gauge.Scale.RATIO);
  }

  private static double bound(@Nullable Double value, boolean difference, double otherwise) {
    if (value == null) {
      return otherwise;
    }
    return difference ? value : 1 + value / 100;
  }
}
