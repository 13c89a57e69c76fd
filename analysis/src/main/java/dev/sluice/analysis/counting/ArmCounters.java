package dev.sluice.analysis.counting;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All counters of one arm for one metric: takes samples in, and tells what was counted between
 * them. Remembers the last sample of each series, so that the next samples go on from there,
 * however the time was cut into answers.
 */
final class ArmCounters {
  /** A process that was not scraped for so long is forgotten. */
  private static final Duration GONE = Duration.ofHours(6);

  private static final List<String> POD_LABELS = List.of("pod", "kubernetes_pod_name", "pod_name");

  private final Map<String, CountedProcess> processes = new LinkedHashMap<>();
  private final String workload;
  private final NativeBounds nativeBounds;

  /**
   * @param workload of the arm; its pods have names that begin so. Where a gateway counts, the
   *     label names a pod of the gateway's
   * @param nativeBounds the same for all arms of a metric
   */
  ArmCounters(String workload, NativeBounds nativeBounds) {
    this.workload = workload;
    this.nativeBounds = nativeBounds;
  }

  /** Takes series in; they wait until they are settled or dropped. */
  SeriesReceiver receiver(Role role) {
    return new SeriesReceiver() {
      @Override
      public void numbers(Map<String, String> labels, long[] times, double[] values) {
        String le = role == Role.LATENCY ? labels.get("le") : null;
        Counter counter = counter(role, labels);
        if (le == null) {
          counter.add(times, values);
        } else {
          counter.add(bound(le), times, values);
        }
      }

      @Override
      public void histograms(
          Map<String, String> labels, long[] times, List<NativeHistogram> values) {
        Counter counter = counter(role, labels);
        counter.add(times, values.stream().mapToDouble(NativeHistogram::count).toArray());
        if (role == Role.LATENCY) {
          addBounds(counter, times, values);
        }
      }
    };
  }

  private static double bound(String le) {
    try {
      return le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private void addBounds(Counter counter, long[] times, List<NativeHistogram> values) {
    for (double bound : nativeBounds.with(values)) {
      counter.add(bound, times, values.stream().mapToDouble(value -> value.upTo(bound)).toArray());
    }
  }

  private Counter counter(Role role, Map<String, String> labels) {
    Map<String, String> rest = new TreeMap<>(labels);
    rest.remove("le");
    String key = role + "\0" + rest;
    String pod = pod(labels);
    String instance = labels.get("instance");
    String process = instance == null ? rest.toString() : labels.get("job") + "\0" + instance;
    return processes
        .computeIfAbsent(process + "\0" + pod, p -> new CountedProcess())
        .counter(key, role, pod);
  }

  private String pod(Map<String, String> labels) {
    return POD_LABELS.stream()
        .filter(labels::containsKey)
        .map(labels::get)
        .filter(pod -> pod.startsWith(workload + "-"))
        .findFirst()
        .orElse("");
  }

  /** Series that are known. */
  int series() {
    return processes.values().stream().mapToInt(CountedProcess::size).sum();
  }

  /** The time of the first sample that waits; {@link Long#MAX_VALUE} when none does. */
  long firstTime() {
    return processes.values().stream()
        .mapToLong(CountedProcess::nextTime)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** Forgets the samples that wait. */
  void drop() {
    processes.values().forEach(CountedProcess::drop);
  }

  /** Works off the samples that wait. */
  void settle(Origin origin, ScrapeRhythm rhythm, Difference into) {
    long newest = 0;
    for (CountedProcess process : processes.values()) {
      process.settle(origin, rhythm, into);
      newest = process.wasScraped() ? Math.max(newest, process.lastTime()) : newest;
    }
    long oldest = newest - GONE.toMillis();
    processes.values().removeIf(process -> process.lastTime() < oldest);
  }
}
