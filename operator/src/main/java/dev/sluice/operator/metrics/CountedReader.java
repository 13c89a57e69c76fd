package dev.sluice.operator.metrics;

import dev.sluice.analysis.counting.Arm;
import dev.sluice.analysis.counting.CountedMetric;
import dev.sluice.analysis.counting.NativeHistogram;
import dev.sluice.analysis.counting.Role;
import dev.sluice.analysis.counting.SampleSource;
import dev.sluice.analysis.counting.SampleSource.Fetched;
import dev.sluice.analysis.counting.SeriesReceiver;
import dev.sluice.analysis.sequential.Arms;
import dev.sluice.analysis.sequential.History.Past;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads raw counters. */
final class CountedReader implements MetricReader {
  private static final Fetched NOTHING = new Fetched.Complete(null);

  private final CountedMetric metric;
  private final ArmPair arms;
  private final SampleSource source;
  private final Map<Arm, Map<Role, List<String>>> selectors;
  private final Map<Role, Integer> chosen = new EnumMap<>(Role.class);

  /**
   * @param selectors what to ask for; where there are several for one role, the first that has
   *     series in any arm
   */
  CountedReader(
      CountedMetric metric,
      ArmPair arms,
      SampleSource source,
      Map<Arm, Map<Role, List<String>>> selectors) {
    this.metric = metric;
    this.arms = arms;
    this.source = source;
    this.selectors = selectors;
  }

  CountedMetric metric() {
    return metric;
  }

  @Override
  public Fetched fetch(Instant from, Instant to, boolean past) {
    Fetched last = NOTHING;
    for (Map.Entry<Arm, Map<Role, List<String>>> arm : selectors.entrySet()) {
      if (!past && !arms.counts(arm.getKey())) {
        continue;
      }
      for (Map.Entry<Role, List<String>> asked : arm.getValue().entrySet()) {
        last = fetch(arm.getKey(), asked.getKey(), asked.getValue(), from, to);
        if (!(last instanceof Fetched.Complete)) {
          return last;
        }
      }
    }
    return last;
  }

  private Fetched fetch(Arm arm, Role role, List<String> alternatives, Instant from, Instant to) {
    Integer known = chosen.get(role);
    if (known != null) {
      return source.samples(alternatives.get(known), from, to, metric.receiver(arm, role));
    }
    Fetched last = NOTHING;
    for (int i = 0; i < alternatives.size(); i++) {
      Seen seen = new Seen(metric.receiver(arm, role));
      last = source.samples(alternatives.get(i), from, to, seen);
      if (seen.any || !(last instanceof Fetched.Complete)) {
        if (seen.any) {
          chosen.put(role, i);
        }
        return last;
      }
    }
    return last;
  }

  @Override
  public void settle() {
    metric.settle();
  }

  @Override
  public void drop() {
    metric.drop();
  }

  @Override
  public Arms arms(long from, long to) {
    return metric
        .arms(arms.tested(), arms.reference(arm -> answered(arm, from, to)), from, to)
        .orElseGet(
            () -> new Arms.Missing("no values found for " + firstSelector(arms.tested()), false));
  }

  private boolean answered(Arm arm, long from, long to) {
    return metric.tally(arm).sums(from, to).total() > 0;
  }

  private String firstSelector(Arm arm) {
    return selectors.getOrDefault(arm, Map.of()).values().stream()
        .findFirst()
        .map(List::getFirst)
        .orElse("it");
  }

  @Override
  public Past past(long to, int each, int intervals) {
    return metric.past(Arm.PRIMARY, to, each, intervals);
  }

  @Override
  public Optional<Duration> scrapeInterval() {
    return metric.scrapeInterval();
  }

  @Override
  public void forgetBefore(long window) {
    metric.forgetBefore(window);
  }

  /** Notices whether there are series at all. */
  private static final class Seen implements SeriesReceiver {
    private final SeriesReceiver into;
    private boolean any;

    Seen(SeriesReceiver into) {
      this.into = into;
    }

    @Override
    public void numbers(Map<String, String> labels, long[] times, double[] values) {
      any = true;
      into.numbers(labels, times, values);
    }

    @Override
    public void histograms(Map<String, String> labels, long[] times, List<NativeHistogram> values) {
      any = true;
      into.histograms(labels, times, values);
    }
  }
}
