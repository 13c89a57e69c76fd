package dev.sluice.playground.world.load;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts answers by version and by second. */
final class Tally {
  private static final int SECONDS_KEPT = 600;

  private static final class Counts {
    long requests;
    long failures;
    final LatencyRecorder latency = new LatencyRecorder();
  }

  private static final class SecondCounts {
    final long second;
    long requests;
    long failures;
    Duration slowest = Duration.ZERO;
    final Map<String, Long> byVersion = new HashMap<>();

    SecondCounts(long second) {
      this.second = second;
    }
  }

  private final Map<String, Counts> versions = new TreeMap<>();
  private final Deque<SecondCounts> seconds = new ArrayDeque<>();
  private long unsent;

  synchronized void answered(String version, boolean failed, Duration latency, Instant at) {
    Counts counts = versions.computeIfAbsent(version, v -> new Counts());
    counts.requests++;
    counts.latency.record(latency.toNanos());
    SecondCounts second = second(at.getEpochSecond());
    second.requests++;
    second.slowest = latency.compareTo(second.slowest) > 0 ? latency : second.slowest;
    second.byVersion.merge(version, 1L, Long::sum);
    if (failed) {
      counts.failures++;
      second.failures++;
    }
  }

  synchronized void unsent() {
    unsent++;
  }

  private SecondCounts second(long epoch) {
    SecondCounts latest = seconds.peekLast();
    if (latest != null && latest.second >= epoch) {
      return latest;
    }
    SecondCounts made = new SecondCounts(epoch);
    seconds.addLast(made);
    if (seconds.size() > SECONDS_KEPT) {
      seconds.removeFirst();
    }
    return made;
  }

  synchronized LoadReport report() {
    Map<String, LoadReport.Version> byVersion = new TreeMap<>();
    long requests = 0;
    long failures = 0;
    for (Map.Entry<String, Counts> entry : versions.entrySet()) {
      Counts counts = entry.getValue();
      requests += counts.requests;
      failures += counts.failures;
      byVersion.put(
          entry.getKey(),
          new LoadReport.Version(
              counts.requests,
              counts.failures,
              counts.latency.quantile(0.5),
              counts.latency.quantile(0.99)));
    }
    List<LoadReport.Second> timeline =
        seconds.stream()
            .map(
                s ->
                    new LoadReport.Second(
                        Instant.ofEpochSecond(s.second),
                        s.requests,
                        s.failures,
                        s.slowest,
                        Map.copyOf(s.byVersion)))
            .toList();
    return new LoadReport(requests, failures, unsent, byVersion, timeline);
  }
}
