package dev.sluice.operator.metrics;

import dev.sluice.analysis.sequential.Comparison;
import dev.sluice.analysis.sequential.Comparison.Gauge;
import dev.sluice.analysis.sequential.Margin;
import dev.sluice.crds.AnalysisSpec;
import dev.sluice.crds.AnalysisSpec.Compare;
import dev.sluice.crds.AnalysisSpec.ComparisonKind;
import dev.sluice.crds.AnalysisSpec.Direction;
import dev.sluice.crds.AnalysisSpec.MetricSpec;
import dev.sluice.crds.AnalysisSpec.Scale;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which metrics of a Canary the sequential judge compares, and how. */
public final class ComparedMetrics {
  private static final double PERCENT = 100;
  private static final Compare ERRORS =
      new Compare(ComparisonKind.ErrorRatio, null, null, null, null, null, null, null);
  private static final Compare LATENCY =
      new Compare(ComparisonKind.Latency, null, null, null, null, null, null, null);

  private ComparedMetrics() {}

  /**
   * The built-in metrics and those with {@code compare}, in their order.
   *
   * @throws IllegalArgumentException when a margin makes no sense; says which and why
   */
  public static List<Compared> of(AnalysisSpec analysis) {
    return analysis.metrics().stream()
        .filter(ComparedMetrics::isCompared)
        .map(ComparedMetrics::compared)
        .toList();
  }

  /** Whether the sequential judge compares this metric. */
  public static boolean isCompared(MetricSpec metric) {
    return metric.compare() != null || BuiltInMetrics.isBuiltIn(metric);
  }

  private static Compared compared(MetricSpec metric) {
    Compare compare = compare(metric);
    return new Compared(metric, comparison(metric, compare), compare.total());
  }

  private static Compare compare(MetricSpec metric) {
    if (metric.compare() != null) {
      return metric.compare();
    }
    return BuiltInMetrics.isDuration(metric) ? LATENCY : ERRORS;
  }

  private static Comparison comparison(MetricSpec metric, Compare compare) {
    boolean dryRun = Boolean.TRUE.equals(metric.dryRun());
    long minRequests = metric.minRequests() == null ? 0 : metric.minRequests();
    return switch (compare.kind()) {
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

  private static Margin tolerance(Compare compare, Margin absent) {
    return margin(compare.tolerance(), compare.tolerancePoints(), absent);
  }

  private static Margin harm(Compare compare, Margin absent) {
    return margin(compare.harm(), compare.harmPoints(), absent);
  }

  private static Margin margin(@Nullable Double percent, @Nullable Double points, Margin absent) {
    return new Margin(
        percent == null ? absent.factor() : 1 + percent / PERCENT,
        points == null ? absent.extra() : points / PERCENT);
  }

  private static Gauge gauge(MetricSpec metric, boolean dryRun, long minRequests, Compare compare) {
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

  /** A difference is in the metric's own unit, which has no default. */
  private static double bound(@Nullable Double value, boolean difference, double absent) {
    if (difference) {
      return value == null ? 0 : value;
    }
    return value == null ? absent : 1 + value / PERCENT;
  }
}
