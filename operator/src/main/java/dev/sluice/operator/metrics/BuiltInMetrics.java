package dev.sluice.operator.metrics;

import dev.sluice.crds.AnalysisSpec.MetricSpec;
import dev.sluice.crds.Canary;
import dev.sluice.operator.kube.GoDuration;
import dev.sluice.operator.kube.ProblemException;
import java.time.Duration;

/** The metrics that need no query: what the provider of the traffic exports of it. */
public final class BuiltInMetrics {
  /** Percent of the responses that are no server error. */
  public static final String SUCCESS_RATE = "request-success-rate";

  /** In milliseconds; a 99th percentile, or a mean. */
  public static final String DURATION = "request-duration";

  /** Where the metric names none. */
  static final String WINDOW = "1m";

  private BuiltInMetrics() {}

  public static boolean isSuccessRate(MetricSpec metric) {
    return metric.name().equals(SUCCESS_RATE);
  }

  public static boolean isDuration(MetricSpec metric) {
    return metric.name().equals(DURATION);
  }

  /** Whether it has the name of one. */
  static boolean isBuiltIn(MetricSpec metric) {
    return isSuccessRate(metric) || isDuration(metric);
  }

  /** Whether the metric has a query of its own. */
  static boolean hasQuery(MetricSpec metric) {
    return metric.query() != null && !metric.query().isEmpty();
  }

  /** Whether it has the name of one, and no query or template of its own. */
  public static boolean isPlain(MetricSpec metric) {
    return isBuiltIn(metric) && !hasQuery(metric) && metric.templateRef() == null;
  }

  /**
   * How far the value of a built-in metric looks back.
   *
   * @throws ProblemException when the metric's interval is no duration
   */
  public static Duration window(MetricSpec metric) {
    String interval = metric.interval();
    return GoDuration.parse(
        interval == null || interval.isEmpty() ? WINDOW : interval,
        "spec.analysis.metrics[].interval of " + metric.name());
  }

  /**
   * Whether the duration that a bound is held against is the mean of a Canary's requests, not their
   * 99th percentile.
   *
   * @param meshProvider of Canaries that name none
   */
  public static boolean durationIsMean(Canary canary, String meshProvider) {
    return Observer.of(MetricsProvider.of(canary, meshProvider)).durationIsMean();
  }
}
