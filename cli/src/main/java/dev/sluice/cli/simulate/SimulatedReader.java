package dev.sluice.cli.simulate;

import dev.sluice.analysis.counting.Arm;
import dev.sluice.analysis.counting.SampleSource.Fetched;
import dev.sluice.analysis.counting.Windows;
import dev.sluice.analysis.sequential.Arms;
import dev.sluice.analysis.sequential.Comparison;
import dev.sluice.analysis.sequential.Histogram;
import dev.sluice.analysis.sequential.History.Count;
import dev.sluice.analysis.sequential.History.Past;
import dev.sluice.operator.metrics.ArmPair;
import dev.sluice.operator.metrics.MetricReader;
import dev.sluice.simulation.rollout.RequestLog;
import dev.sluice.simulation.traffic.Counts;
import dev.sluice.simulation.traffic.Latency;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads what arms answered from the log of made-up requests, scraped every 15 s. */
final class SimulatedReader implements MetricReader {
  private static final Duration SCRAPE = Duration.ofSeconds(15);
  private static final Fetched ALL = new Fetched.Complete(null);
  private static final double[] BOUNDS =
      Latency.BOUNDS.stream().mapToDouble(milliseconds -> milliseconds / 1000).toArray();
  private static final Counts NOTHING = Counts.of(0, 0, new long[Latency.BOUNDS.size()]);

  private final RequestLog log;
  private final boolean latency;
  private final ArmPair arms;
  private final Windows windows;

  SimulatedReader(RequestLog log, Comparison comparison, ArmPair arms, Windows windows) {
    this.log = log;
    this.latency = comparison instanceof Comparison.Latency;
    this.arms = arms;
    this.windows = windows;
  }

  @Override
  public Fetched fetch(Instant from, Instant to, boolean past) {
    return ALL;
  }

  @Override
  public void settle() {}

  @Override
  public void drop() {}

  @Override
  public Arms arms(long from, long to) {
    Counts tested = counts(arms.tested(), from, to);
    Counts reference =
        counts(arms.reference(arm -> counts(arm, from, to).requests() > 0), from, to);
    return latency
        ? new Arms.Histograms(histogram(tested), histogram(reference))
        : new Arms.Counts(
            tested.errors(), tested.requests(), reference.errors(), reference.requests());
  }

  private Counts counts(@Nullable Arm arm, long from, long to) {
    return arm == null ? NOTHING : log.between(arm, windows.begin(from), windows.begin(to));
  }

  private static Histogram histogram(Counts counts) {
    return new Histogram(BOUNDS, counts.slower(), counts.requests());
  }

  @Override
  public Past past(long to, int each, int intervals) {
    List<Counts> past =
        IntStream.range(0, intervals)
            .mapToObj(i -> to - (long) each * (intervals - i))
            .map(from -> counts(Arm.PRIMARY, from, from + each))
            .toList();
    return latency
        ? new Past.Histograms(past.stream().map(SimulatedReader::histogram).toList())
        : new Past.Counts(
            past.stream().map(counts -> new Count(counts.errors(), counts.requests())).toList());
  }

  @Override
  public Optional<Duration> scrapeInterval() {
    return Optional.of(SCRAPE);
  }

  @Override
  public void forgetBefore(long window) {
    // The log is as long as the rollout.
  }
}
