package dev.sluice.cli.backtest;

import dev.sluice.analysis.sequential.Arms;
import dev.sluice.analysis.sequential.Histogram;
import dev.sluice.analysis.sequential.Interval;
import dev.sluice.crds.AnalysisSpec.MetricSpec;
import dev.sluice.simulation.policy.HistogramQuantile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A check with bounds, held to what a canary did: a value in each round, over the window of the
 * metric, as Flagger's queries have it; so many failed rounds roll back.
 *
 * @param metric with its bounds
 * @param interval from round to round
 * @param window that a value looks back over
 * @param rounds that have to pass
 * @param failures that roll back, 1 or more
 */
record ThresholdReplay(
    MetricSpec metric, Duration interval, Duration window, int rounds, int failures) {

  /** What a release had come to. */
  record Outcome(boolean rolledBack, List<Double> values) {}

  /**
   * Plays one release; a round without requests has no value and fails, as it does with Flagger.
   *
   * @param at which of the interval's metrics
   */
  Outcome play(List<Interval> intervals, int at) {
    List<Double> values = new ArrayList<>();
    int failed = 0;
    int passed = 0;
    Duration end = intervals.isEmpty() ? Duration.ZERO : intervals.getLast().end();
    for (Duration now = interval; now.compareTo(end) <= 0; now = now.plus(interval)) {
      OptionalDouble value = value(intervals, at, now);
      value.ifPresent(values::add);
      if (value.isPresent() && isWithin(value.getAsDouble())) {
        passed++;
      } else {
        failed++;
      }
      if (failed >= failures || passed >= rounds) {
        break;
      }
    }
    return new Outcome(failed >= failures, values);
  }

  private boolean isWithin(double value) {
    var range = metric.thresholdRange();
    if (range != null) {
      return (range.min() == null || value >= range.min())
          && (range.max() == null || value <= range.max());
    }
    double bound = metric.threshold() == null ? 0 : metric.threshold();
    return isSuccessRate() ? value >= bound : value <= bound;
  }

  boolean isSuccessRate() {
    return metric.name().equals("request-success-rate");
  }

  /** The bound as people write it; empty when there is none. */
  String bound() {
    var range = metric.thresholdRange();
    if (range == null) {
      return metric.threshold() == null
          ? ""
          : (isSuccessRate() ? ">= " : "<= ") + Numbers.plain(metric.threshold());
    }
    if (range.min() != null) {
      return ">= " + Numbers.plain(range.min());
    }
    return range.max() == null ? "" : "<= " + Numbers.plain(range.max());
  }

  /**
   * The bound at which this release just passes: the value that as many rounds as roll back are at
   * or beyond.
   */
  OptionalDouble justPasses(List<Interval> intervals, int at) {
    List<Double> values = new ArrayList<>();
    Duration end = intervals.isEmpty() ? Duration.ZERO : intervals.getLast().end();
    int most = rounds + failures - 1;
    for (Duration now = interval;
        now.compareTo(end) <= 0 && values.size() < most;
        now = now.plus(interval)) {
      value(intervals, at, now).ifPresent(values::add);
    }
    if (values.size() < failures) {
      return OptionalDouble.empty();
    }
    Collections.sort(values);
    return OptionalDouble.of(
        isSuccessRate() ? values.get(failures - 1) : values.get(values.size() - failures));
  }

  private OptionalDouble value(List<Interval> intervals, int at, Duration now) {
    List<Arms> arms =
        intervals.stream()
            .filter(
                each ->
                    each.end().compareTo(now) <= 0 && each.end().compareTo(now.minus(window)) > 0)
            .map(each -> each.metrics().get(at))
            .toList();
    return isSuccessRate() ? successRate(arms) : slowest(arms);
  }

  /** In percent. */
  private static OptionalDouble successRate(List<Arms> arms) {
    long bad = 0;
    long total = 0;
    for (Arms each : arms) {
      if (each instanceof Arms.Counts counts) {
        bad += counts.canaryBad();
        total += counts.canaryTotal();
      }
    }
    return total == 0 ? OptionalDouble.empty() : OptionalDouble.of(100.0 * (total - bad) / total);
  }

  /** The 99th percentile in milliseconds, as histogram_quantile() interpolates it. */
  private static OptionalDouble slowest(List<Arms> arms) {
    double[] bounds = {};
    long[] above = {};
    long total = 0;
    for (Arms each : arms) {
      if (each instanceof Arms.Histograms(Histogram canary, Histogram _) && canary.total() > 0) {
        if (total == 0) {
          bounds = canary.bounds();
          above = new long[bounds.length];
        }
        if (canary.bounds().length == bounds.length) {
          for (int i = 0; i < bounds.length; i++) {
            above[i] += canary.above()[i];
          }
          total += canary.total();
        }
      }
    }
    return total == 0 || bounds.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(1000 * HistogramQuantile.of(0.99, bounds, above, total));
  }
}
