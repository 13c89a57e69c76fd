package dev.sluice.operator.judging;

import dev.sluice.analysis.NoDataPolicy;
import dev.sluice.analysis.sequential.Comparison;
import dev.sluice.analysis.sequential.Comparison.Gauge;
import dev.sluice.analysis.sequential.Margin;
import dev.sluice.analysis.sequential.OnInconclusive;
import dev.sluice.analysis.sequential.Settings;
import dev.sluice.crds.AnalysisSpec;
import dev.sluice.crds.AnalysisSpec.Compare;
import dev.sluice.crds.AnalysisSpec.ComparisonKind;
import dev.sluice.crds.AnalysisSpec.Direction;
import dev.sluice.crds.AnalysisSpec.MetricSpec;
import dev.sluice.crds.AnalysisSpec.NoData;
import dev.sluice.crds.AnalysisSpec.Scale;
import dev.sluice.crds.AnalysisSpec.Sequential;
import dev.sluice.operator.kube.GoDuration;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.metrics.Compared;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a Canary with the sequential judge wants.
 *
 * @param settings the judge's
 * @param compared what is compared, in the order of the settings
 */
public record SequentialSpec(Settings settings, List<Compared> compared) {
  private static final String ERRORS = "request-success-rate";
  private static final String LATENCY = "request-duration";
  private static final double PERCENT = 100;
  private static final Sequential DEFAULTS =
      new Sequential(null, null, null, null, null, null, null);

  public SequentialSpec {
    compared = List.copyOf(compared);
  }

  /**
   * Reads a spec.
   *
   * @param interval of the analysis; evidence comes at least as often
   * @throws ProblemException if it makes no sense, saying what to write
   */
  public static SequentialSpec of(AnalysisSpec analysis, Duration interval) {
    try {
      List<Compared> compared =
          analysis.metrics().stream()
              .filter(SequentialSpec::isCompared)
              .map(metric -> new Compared(metric, comparison(metric), total(metric)))
              .toList();
      Sequential spec = Objects.requireNonNullElse(analysis.sequential(), DEFAULTS);
      return new SequentialSpec(settings(spec, interval, compared), compared);
    } catch (IllegalArgumentException e) {
      throw new ProblemException("InvalidSpec", "spec.analysis: " + e.getMessage(), e);
    }
  }

  /** The same for a bake of this length: what was not found by then was not there. */
  SequentialSpec until(Duration deadline) {
    return new SequentialSpec(
        new Settings(
            settings.alpha(),
            settings.beta(),
            settings.interval(),
            settings.soak(),
            deadline,
            settings.warmUp(),
            settings.minStep(),
            settings.maxHold(),
            settings.onInconclusive(),
            settings.earlyPromotion(),
            settings.noTraffic(),
            settings.metrics()),
        compared);
  }

  /** Whether the sequential judge compares this metric. */
  public static boolean isCompared(MetricSpec metric) {
    return metric.compare() != null
        || metric.name().equals(ERRORS)
        || metric.name().equals(LATENCY);
  }

  private static Settings settings(Sequential spec, Duration interval, List<Compared> compared) {
    return new Settings(
        Objects.requireNonNullElse(spec.alpha(), Settings.ALPHA),
        Objects.requireNonNullElse(spec.beta(), Settings.BETA),
        shorter(interval, Settings.INTERVAL),
        duration("soak", spec.soak(), Settings.SOAK),
        duration("deadline", spec.deadline(), Settings.DEADLINE),
        duration("warmUp", spec.warmUp(), Duration.ZERO),
        shorter(interval, Settings.MIN_STEP),
        interval,
        onInconclusive(spec.onInconclusive()),
        Boolean.TRUE.equals(spec.earlyPromotion()),
        noTraffic(compared),
        compared.stream().map(Compared::comparison).toList());
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Duration duration(String field, @Nullable String text, Duration absent) {
    return text == null ? absent : GoDuration.parse(text, "spec.analysis.sequential." + field);
  }

  private static OnInconclusive onInconclusive(AnalysisSpec.@Nullable OnInconclusive then) {
    return switch (then) {
      case null -> OnInconclusive.PROMOTE;
      case Promote -> OnInconclusive.PROMOTE;
      case Hold -> OnInconclusive.HOLD;
      case Rollback -> OnInconclusive.ROLLBACK;
    };
  }

  /** A canary without traffic is given up, unless no metric wants that. */
  private static NoDataPolicy noTraffic(List<Compared> compared) {
    return compared.stream()
            .map(Compared::metric)
            .filter(metric -> !Boolean.TRUE.equals(metric.dryRun()))
            .allMatch(metric -> metric.noData() == NoData.Hold || metric.noData() == NoData.Pass)
        ? NoDataPolicy.HOLD
        : NoDataPolicy.FAIL;
  }

  private static @Nullable String total(MetricSpec metric) {
    return metric.compare() == null ? null : metric.compare().total();
  }

  private static Comparison comparison(MetricSpec metric) {
    Compare compare = metric.compare();
    ComparisonKind kind =
        compare != null
            ? compare.kind()
            : metric.name().equals(ERRORS) ? ComparisonKind.ErrorRatio : ComparisonKind.Latency;
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
      case Gauge -> gauge(metric.name(), dryRun, minRequests, compare);
    };
  }

  private static Margin tolerance(@Nullable Compare compare, Margin absent) {
    return compare == null
        ? absent
        : margin(compare.tolerance(), compare.tolerancePoints(), absent);
  }

  private static Margin harm(@Nullable Compare compare, Margin absent) {
    return compare == null ? absent : margin(compare.harm(), compare.harmPoints(), absent);
  }

  private static Margin margin(@Nullable Double percent, @Nullable Double points, Margin absent) {
    return new Margin(
        percent == null ? absent.factor() : 1 + percent / PERCENT,
        points == null ? absent.extra() : points / PERCENT);
  }

  private static Gauge gauge(
      String name, boolean dryRun, long minRequests, @Nullable Compare compare) {
    Double tolerance = compare == null ? null : compare.tolerance();
    Double harm = compare == null ? null : compare.harm();
    boolean falls = compare != null && compare.direction() == Direction.Decrease;
    boolean difference = compare != null && compare.scale() == Scale.Difference;
    return new Gauge(
        name,
        dryRun,
        minRequests,
        difference ? orZero(tolerance) : factor(tolerance, Gauge.TOLERANCE),
        difference ? orZero(harm) : factor(harm, Gauge.HARM),
        falls ? Gauge.Direction.DECREASE_IS_BAD : Gauge.Direction.INCREASE_IS_BAD,
        difference ? Gauge.Scale.DIFFERENCE : Gauge.Scale.RATIO);
  }

  private static double factor(@Nullable Double percent, double absent) {
    return percent == null ? absent : 1 + percent / PERCENT;
  }

  private static double orZero(@Nullable Double value) {
    return value == null ? 0 : value;
  }
}
