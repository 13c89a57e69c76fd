package dev.sluice.operator.metrics;

import dev.sluice.analysis.counting.SampleSource.Fetched;
import dev.sluice.analysis.sequential.Arms;
import dev.sluice.analysis.sequential.History.Past;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads one metric in all arms: what is fetched waits until it is settled, so that all metrics go
 * on together or not at all.
 */
public interface MetricReader {
  /**
   * Fetches the time from one instant, left out, to another, taken in. Blocks.
   *
   * @param past whether it is before the analysis
   */
  Fetched fetch(Instant from, Instant to, boolean past);

  /** Counts what was fetched. */
  void settle();

  /** Forgets what was fetched. */
  void drop();

  /** What both arms did from one window up to, and without, another. */
  Arms arms(long from, long to);

  /**
   * What the primary did before the analysis, up to a window and without it.
   *
   * @param each so many windows make one interval
   * @param intervals at most so many
   */
  Past past(long to, int each, int intervals);

  /** How often it is scraped, as far as that is known. */
  Optional<Duration> scrapeInterval();

  /** Drops what was counted in earlier windows. */
  void forgetBefore(long window);
}
