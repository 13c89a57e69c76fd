package dev.sluice.operator.metrics;

import dev.sluice.analysis.counting.Arm;
import dev.sluice.analysis.counting.CountedMetric;
import dev.sluice.analysis.counting.SampleSource.Fetched;
import dev.sluice.analysis.counting.Sums;
import dev.sluice.analysis.counting.Tally;
import dev.sluice.analysis.sequential.Arms;
import dev.sluice.analysis.sequential.History.Past;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Compares the primary with itself: one of its pods with the others; or, where there are fewer than
 * two or the metric does not tell them apart, the second half of each interval with the first.
 */
final class SplitReader implements MetricReader {
  private final CountedReader primary;
  private final CountedMetric metric;
  private final int turn;

  /**
   * @param turn which pod is compared with the others, of those in the order of their names
   */
  SplitReader(CountedReader primary, int turn) {
    this.primary = primary;
    this.metric = primary.metric();
    this.turn = turn;
  }

  /** Whether pods are compared. */
  boolean isByPod() {
    return metric.tally(Arm.PRIMARY).pods().size() > 1;
  }

  /** The share of the traffic that plays the canary's. */
  double share() {
    return isByPod() ? 1.0 / metric.tally(Arm.PRIMARY).pods().size() : 0.5;
  }

  @Override
  public Fetched fetch(Instant from, Instant to, boolean past) {
    return primary.fetch(from, to, past);
  }

  @Override
  public void settle() {
    primary.settle();
  }

  @Override
  public void drop() {
    primary.drop();
  }

  @Override
  public Arms arms(long from, long to) {
    Tally tally = metric.tally(Arm.PRIMARY);
    if (!isByPod()) {
      long middle = (from + to) / 2;
      return arms(tally.sums(middle, to), tally.sums(from, middle));
    }
    List<String> pods = tally.pods();
    int one = turn % pods.size();
    return arms(
        tally.sums(pods.get(one), from, to),
        Sums.together(
            IntStream.range(0, pods.size())
                .filter(pod -> pod != one)
                .mapToObj(pod -> tally.sums(pods.get(pod), from, to))
                .toList()));
  }

  private Arms arms(Sums one, Sums others) {
    return one.sampled() || others.sampled()
        ? metric.arms(one, others)
        : new Arms.Missing("no values found", false);
  }

  @Override
  public Past past(long to, int each, int intervals) {
    return primary.past(to, each, intervals);
  }

  /** Twice that of the metric, so that both halves of an interval are scraped. */
  @Override
  public Optional<Duration> scrapeInterval() {
    return primary
        .scrapeInterval()
        .map(interval -> isByPod() ? interval : interval.multipliedBy(2));
  }

  @Override
  public void forgetBefore(long window) {
    // The pods are to stay the same, also those that have gone.
  }
}
