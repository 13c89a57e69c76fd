package dev.sluice.cli.simulate;

import dev.sluice.analysis.Metric;
import dev.sluice.analysis.Sample;
import dev.sluice.analysis.counting.Arm;
import dev.sluice.analysis.counting.Windows;
import dev.sluice.crds.AnalysisSpec.MetricSpec;
import dev.sluice.crds.Canary;
import dev.sluice.operator.metrics.ArmPair;
import dev.sluice.operator.metrics.BuiltInMetrics;
import dev.sluice.operator.metrics.Compared;
import dev.sluice.operator.metrics.MetricReader;
import dev.sluice.operator.metrics.MetricReaders;
import dev.sluice.operator.metrics.MetricValues;
import dev.sluice.operator.metrics.Rounds.Whom;
import dev.sluice.simulation.policy.HistogramQuantile;
import dev.sluice.simulation.rollout.RequestLog;
import dev.sluice.simulation.rollout.VirtualClock;
import dev.sluice.simulation.traffic.Counts;
import java.time.Instant;
import java.util.Optional;

/** The built-in metrics, of requests that were made up. */
final class SimulatedMetrics implements MetricReaders, MetricValues {
  private static final double QUANTILE = 0.99;

  private final RequestLog log;
  private final VirtualClock clock;
  private final boolean means;

  /**
   * @param means whether the duration is a mean instead of a 99th percentile
   */
  SimulatedMetrics(RequestLog log, VirtualClock clock, boolean means) {
    this.log = log;
    this.clock = clock;
    this.means = means;
  }

  @Override
  public MetricReader reader(Canary canary, Compared compared, ArmPair arms, Windows windows) {
    return new SimulatedReader(log, compared.comparison(), arms, windows);
  }

  @Override
  public Asked of(Canary canary, MetricSpec metric, Metric kind, Whom whom) {
    Arm arm = whom == Whom.PROMOTED ? Arm.PRIMARY : Arm.CANARY;
    return new Asked("", _ -> value(metric, kind, arm));
  }

  private Sample value(MetricSpec metric, Metric kind, Arm arm) {
    Instant to = clock.instant();
    Instant from = to.minus(BuiltInMetrics.window(metric));
    Counts seen = log.between(arm, from, to);
    if (seen.requests() == 0) {
      return Sample.NoData.NONE_FOUND;
    }
    return switch (kind) {
      case REQUEST_SUCCESS_RATE ->
          new Sample.Value(100.0 * (seen.requests() - seen.errors()) / seen.requests());
      case REQUEST_DURATION ->
          new Sample.Value(
              means ? log.millisBetween(arm, from, to) : HistogramQuantile.of(QUANTILE, seen));
      case QUERY, TEMPLATE -> new Sample.Unasked("there is no traffic for " + metric.name());
    };
  }

  @Override
  public Optional<String> unavailable(Canary canary, MetricSpec metric) {
    return Optional.empty();
  }
}
