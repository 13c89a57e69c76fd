package dev.sluice.analysis.counting;

import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;

/** Learns how often the processes of a metric are scraped: the median of the gaps. */
public final class ScrapeRhythm {
  private static final int ENOUGH = 10_000;

  private final TreeMap<Long, Integer> gaps = new TreeMap<>();
  private int count;

  void gap(long millis) {
    if (count < ENOUGH) {
      gaps.merge(rounded(millis), 1, Integer::sum);
      count++;
    }
  }

  /** Scrapes are late by some milliseconds. */
  private static long rounded(long millis) {
    long unit = millis < 1000 ? 10 : millis < 10_000 ? 100 : 1000;
    return Math.max((millis + unit / 2) / unit * unit, 1);
  }

  /** The time from one scrape to the next; empty while nothing was scraped twice. */
  public Optional<Duration> interval() {
    int before = 0;
    for (var gap : gaps.entrySet()) {
      before += gap.getValue();
      if (2 * before >= count) {
        return Optional.of(Duration.ofMillis(gap.getKey()));
      }
    }
    return Optional.empty();
  }
}
