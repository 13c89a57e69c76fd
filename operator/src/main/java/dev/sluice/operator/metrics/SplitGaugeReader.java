package dev.sluice.operator.metrics;

import dev.sluice.analysis.counting.SampleSource.Fetched;
import dev.sluice.analysis.sequential.Arms;
import dev.sluice.analysis.sequential.History.Past;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Compares the primary's value with itself: at the end of each interval with half an interval
 * before. It is one number, so that pods cannot be told apart in it.
 */
final class SplitGaugeReader implements MetricReader {
  private final GaugeReader primary;

  SplitGaugeReader(GaugeReader primary) {
    this.primary = primary;
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
    return primary.twice(to, from + (to - from) / 2);
  }

  @Override
  public Past past(long to, int each, int intervals) {
    return primary.past(to, each, intervals);
  }

  @Override
  public Optional<Duration> scrapeInterval() {
    return primary.scrapeInterval();
  }

  @Override
  public void forgetBefore(long window) {
    primary.forgetBefore(window);
  }
}
