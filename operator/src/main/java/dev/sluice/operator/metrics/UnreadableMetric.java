package dev.sluice.operator.metrics;

import dev.sluice.analysis.counting.SampleSource.Fetched;
import dev.sluice.analysis.sequential.Arms;
import dev.sluice.analysis.sequential.History.Past;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One that cannot be read at all.
 *
 * @param reason continues a sentence after a colon
 */
record UnreadableMetric(String reason) implements MetricReader {
  @Override
  public Fetched fetch(Instant from, Instant to, boolean past) {
    return new Fetched.Complete(null);
  }

  @Override
  public void settle() {}

  @Override
  public void drop() {}

  @Override
  public Arms arms(long from, long to) {
    return new Arms.Missing(reason, true);
  }

  @Override
  public Past past(long to, int each, int intervals) {
    return new Past.Unknown();
  }

  @Override
  public Optional<Duration> scrapeInterval() {
    return Optional.empty();
  }

  @Override
  public void forgetBefore(long window) {}
}
