package dev.sluice.simulation.policy;

import dev.sluice.analysis.sequential.Arms;
import dev.sluice.analysis.sequential.Comparison;
import dev.sluice.analysis.sequential.Evidence;
import dev.sluice.analysis.sequential.Histogram;
import dev.sluice.analysis.sequential.History;
import dev.sluice.analysis.sequential.Interval;
import dev.sluice.analysis.sequential.Settings;
import dev.sluice.simulation.traffic.Counts;
import dev.sluice.simulation.traffic.Latency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/** Sluice's sequential judge, the one that the operator runs. */
public final class SequentialPolicy implements Policy {
  private static final double[] BOUNDS =
      Latency.BOUNDS.stream().mapToDouble(milliseconds -> milliseconds / 1000).toArray();

  private final Evidence evidence;
  private double weight = Double.NaN;

  /**
   * @param settings with the metrics of {@link #metrics}
   * @param history as {@link #history} makes it, or nothing
   */
  public SequentialPolicy(Settings settings, History history) {
    this.evidence = Evidence.of(settings, history);
  }

  /**
   * What is compared: errors, latency, and further counters.
   *
   * @param others how many of them there are
   */
  public static List<Comparison> metrics(int others) {
    List<Comparison> metrics = new ArrayList<>();
    metrics.add(Comparison.ErrorRatio.named("errors"));
    metrics.add(Comparison.Latency.named("latency"));
    for (int i = 1; i <= others; i++) {
      metrics.add(Comparison.ErrorRatio.named("errors of kind " + i));
    }
    return metrics;
  }

  /**
   * What the judge learns from the past.
   *
   * @param past interval by interval, oldest first, not empty
   * @param seconds length of an interval
   */
  public static History history(List<Counts> past, double seconds) {
    List<History.Past> metrics = new ArrayList<>();
    metrics.add(errors(past, Counts::errors));
    metrics.add(
        new History.Past.Histograms(past.stream().map(SequentialPolicy::histogram).toList()));
    for (int i = 0; i < past.getFirst().others(); i++) {
      int other = i;
      metrics.add(errors(past, counts -> counts.otherErrors(other)));
    }
    return new History(duration(seconds), metrics);
  }

  private static History.Past errors(List<Counts> past, ToLongFunction<Counts> bad) {
    Function<Counts, History.Count> count =
        counts -> new History.Count(bad.applyAsLong(counts), counts.requests());
    return new History.Past.Counts(past.stream().map(count).toList());
  }

  @Override
  public Decision step(IntervalObservation observation) {
    if (observation.weight() != weight) {
      weight = observation.weight();
      evidence.entered(duration(observation.start()), weight, observation.nextWeight());
    }
    evidence.fold(
        new Interval(
            duration(observation.start()),
            duration(observation.length()),
            weight,
            arms(observation.canary(), observation.control())));
    return switch (evidence.decision(evidence.end())) {
      case ROLLBACK -> Decision.ROLL_BACK;
      case PROMOTE -> Decision.PROMOTE;
      case ADVANCE -> Decision.ADVANCE;
      case CONTINUE, NOT_RECEIVING_TRAFFIC -> Decision.STAY;
      case INCONCLUSIVE -> Decision.PROMOTE_UNDECIDED;
    };
  }

  private static List<Arms> arms(Counts canary, Counts primary) {
    List<Arms> arms = new ArrayList<>();
    arms.add(
        new Arms.Counts(canary.errors(), canary.requests(), primary.errors(), primary.requests()));
    arms.add(new Arms.Histograms(histogram(canary), histogram(primary)));
    IntStream.range(0, canary.others())
        .mapToObj(
            i ->
                new Arms.Counts(
                    canary.otherErrors(i),
                    canary.requests(),
                    primary.otherErrors(i),
                    primary.requests()))
        .forEach(arms::add);
    return arms;
  }

  private static Histogram histogram(Counts counts) {
    return new Histogram(BOUNDS, counts.slower(), counts.requests());
  }

  private static Duration duration(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }
}
