package dev.sluice.operator.metrics;

import dev.sluice.analysis.counting.Arm;
import dev.sluice.analysis.counting.SampleSource;
import dev.sluice.analysis.counting.SampleSource.Fetched;
import dev.sluice.analysis.counting.Windows;
import dev.sluice.analysis.sequential.Arms;
import dev.sluice.analysis.sequential.History.Past;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads one number of each arm, as it is at the end of a window. */
final class GaugeReader implements MetricReader {
  private final ArmPair arms;
  private final SampleSource source;
  private final Map<Arm, String> queries;
  private final Windows windows;
  private final Map<Arm, NavigableMap<Long, Double>> values = new EnumMap<>(Arm.class);
  private final Map<Arm, NavigableMap<Long, Double>> waiting = new EnumMap<>(Arm.class);

  GaugeReader(ArmPair arms, SampleSource source, Map<Arm, String> queries, Windows windows) {
    this.arms = arms;
    this.source = source;
    this.queries = queries;
    this.windows = windows;
    for (Arm arm : Arm.values()) {
      values.put(arm, new TreeMap<>());
    }
  }

  @Override
  public Fetched fetch(Instant from, Instant to, boolean past) {
    Fetched last = new Fetched.Complete(null);
    for (Map.Entry<Arm, String> query : queries.entrySet()) {
      Arm arm = query.getKey();
      boolean wanted = past ? arm == Arm.PRIMARY : arm == arms.tested() || arm == arms.reference();
      Instant first = windows.begin(windows.endedBy(from) + 1);
      if (wanted && !first.isAfter(to)) {
        NavigableMap<Long, Double> into = new TreeMap<>();
        waiting.put(arm, into);
        last = source.values(query.getValue(), first, to, windows.length(), into::put);
      }
      if (!(last instanceof Fetched.Complete)) {
        return last;
      }
    }
    return last;
  }

  @Override
  public void settle() {
    waiting.forEach((arm, more) -> of(arm).putAll(more));
    waiting.clear();
  }

  @Override
  public void drop() {
    waiting.clear();
  }

  private NavigableMap<Long, Double> of(@Nullable Arm arm) {
    NavigableMap<Long, Double> found = arm == null ? null : values.get(arm);
    return found == null ? new TreeMap<>() : found;
  }

  private static double at(NavigableMap<Long, Double> values, Instant time) {
    return values.getOrDefault(time.toEpochMilli(), Double.NaN);
  }

  @Override
  public Arms arms(long from, long to) {
    Instant end = windows.begin(to);
    return arms(at(of(arms.tested()), end), at(of(arms.reference()), end));
  }

  /**
   * The tested arm's value where one window begins, and in the other's place where another does.
   */
  Arms twice(long window, long other) {
    NavigableMap<Long, Double> tested = of(arms.tested());
    return arms(at(tested, windows.begin(window)), at(tested, windows.begin(other)));
  }

  private Arms arms(double tested, double reference) {
    return Double.isNaN(tested) && Double.isNaN(reference)
        ? new Arms.Missing("no values found for " + queries.get(arms.tested()), false)
        : new Arms.Values(tested, reference);
  }

  @Override
  public Past past(long to, int each, int intervals) {
    NavigableMap<Long, Double> primary = of(Arm.PRIMARY);
    if (primary.isEmpty() || primary.firstKey() > windows.begin(to).toEpochMilli()) {
      return new Past.Unknown();
    }
    List<Double> past = new ArrayList<>();
    for (long end = to; past.size() < intervals; end -= each) {
      Instant time = windows.begin(end);
      if (time.toEpochMilli() < primary.firstKey()) {
        break;
      }
      past.add(at(primary, time));
    }
    return new Past.Values(past.reversed());
  }

  @Override
  public Optional<Duration> scrapeInterval() {
    return Optional.empty();
  }

  @Override
  public void forgetBefore(long window) {
    long time = windows.begin(window).toEpochMilli();
    values.values().forEach(some -> some.headMap(time).clear());
  }
}
