package dev.sluice.operator.judging;

import dev.sluice.analysis.NoDataPolicy;
import dev.sluice.analysis.sequential.OnInconclusive;
import dev.sluice.analysis.sequential.Settings;
import dev.sluice.crds.AnalysisSpec;
import dev.sluice.crds.AnalysisSpec.NoData;
import dev.sluice.crds.AnalysisSpec.Sequential;
import dev.sluice.operator.kube.GoDuration;
import dev.sluice.operator.kube.ProblemException;
import dev.sluice.operator.metrics.Compared;
import dev.sluice.operator.metrics.ComparedMetrics;
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
      List<Compared> compared = ComparedMetrics.of(analysis);
      Sequential spec = Objects.requireNonNullElse(analysis.sequential(), DEFAULTS);
      return new SequentialSpec(settings(spec, interval, compared), compared);
    } catch (IllegalArgumentException e) {
      throw new ProblemException("InvalidSpec", "spec.analysis: " + e.getMessage(), e);
    }
  }

  /** The same for a bake of this length: what was not found by then was not there. */
  SequentialSpec until(Duration deadline) {
    return new SequentialSpec(settings.withDeadline(deadline), compared);
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
}
