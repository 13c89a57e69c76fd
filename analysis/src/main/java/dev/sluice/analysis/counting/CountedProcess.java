package dev.sluice.analysis.counting;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The counters of one process. They begin anew together, so they are looked at together: a counter
 * of few that is past its old value already when it is scraped again would otherwise be taken for
 * one that went on. A counter that falls began anew in any case.
 */
final class CountedProcess {
  private final Map<String, Counter> counters = new LinkedHashMap<>();
  private long lastTime = Long.MAX_VALUE;

  Counter counter(String key, Role role, String pod) {
    return counters.computeIfAbsent(key, k -> new Counter(role, pod));
  }

  int size() {
    return counters.size();
  }

  /** Forgets the samples that wait. */
  void drop() {
    counters.values().forEach(Counter::drop);
  }

  /** The time of the first sample that waits; {@link Long#MAX_VALUE} when none does. */
  long nextTime() {
    long least = Long.MAX_VALUE;
    for (Counter counter : counters.values()) {
      least = Math.min(least, counter.nextTime());
    }
    return least;
  }

  boolean wasScraped() {
    return lastTime < Long.MAX_VALUE;
  }

  /** The time of the last scrape; {@link Long#MAX_VALUE} before the first. */
  long lastTime() {
    return lastTime;
  }

  /** Works off all samples that wait, scrape by scrape. */
  void settle(Origin origin, ScrapeRhythm rhythm, Difference into) {
    for (long time = nextTime(); time < Long.MAX_VALUE; time = nextTime()) {
      if (lastTime < time) {
        rhythm.gap(time - lastTime);
      }
      lastTime = time;
      scrape(time, origin, into);
    }
    drop();
  }

  private void scrape(long time, Origin origin, Difference into) {
    for (Counter counter : counters.values()) {
      counter.scrape(time);
    }
    double restartedAt = restartedAt();
    boolean all = true;
    for (Counter counter : counters.values()) {
      if (counter.isThere()) {
        boolean restarted = counter.now() <= restartedAt;
        all &= restarted;
        counter.settle(time, restarted, origin, into);
      }
    }
    if (all) {
      counters.values().stream().filter(counter -> !counter.isThere()).forEach(Counter::restarted);
    }
  }

  /**
   * What the greatest counter has come to when it fell; nothing else of the process can be above it
   * then. Below 0 when it did not fall.
   */
  private double restartedAt() {
    Counter greatest = greatest();
    return greatest != null && greatest.now() < greatest.before() ? greatest.now() : -1;
  }

  private @Nullable Counter greatest() {
    Counter greatest = null;
    for (Counter counter : counters.values()) {
      if (counter.isThere() && (greatest == null || counter.before() > greatest.before())) {
        greatest = counter;
      }
    }
    return greatest;
  }
}
