package dev.sluice.analysis.counting;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Samples as they would come from a server, for one metric with windows of 15 s. */
final class Feed {
  static final Instant ANALYSIS = Instant.parse("2026-01-01T12:00:00Z");
  static final Windows WINDOWS = new Windows(ANALYSIS, Duration.ofSeconds(15));

  private final CountedMetric metric;
  private final Map<Series, TreeMap<Long, Double>> waiting = new LinkedHashMap<>();

  private record Series(Arm arm, Role role, Map<String, String> labels) {}

  Feed(CountedMetric metric) {
    this.metric = metric;
  }

  static Feed ratio() {
    return new Feed(new CountedMetric(CountedMetric.Kind.RATIO, 1, Arm::name, WINDOWS));
  }

  static Feed latency(double seconds) {
    return new Feed(new CountedMetric(CountedMetric.Kind.LATENCY, seconds, Arm::name, WINDOWS));
  }

  CountedMetric metric() {
    return metric;
  }

  static Map<String, String> labels(String... pairs) {
    Map<String, String> labels = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      labels.put(pairs[i], pairs[i + 1]);
    }
    return labels;
  }

  /** One sample, so many seconds after the analysis began. */
  Feed at(double second, Arm arm, Role role, Map<String, String> labels, double value) {
    waiting
        .computeIfAbsent(new Series(arm, role, labels), series -> new TreeMap<>())
        .put(millis(second), value);
    return this;
  }

  static long millis(double second) {
    return ANALYSIS.toEpochMilli() + Math.round(second * 1000);
  }

  Feed requests(double second, Arm arm, String pod, String code, double value) {
    return at(
        second,
        arm,
        Role.TOTAL,
        labels("instance", pod, "pod", arm + "-" + pod, "code", code),
        value);
  }

  Feed errors(double second, Arm arm, String pod, String code, double value) {
    return at(
        second,
        arm,
        Role.BAD,
        labels("instance", pod, "pod", arm + "-" + pod, "code", code),
        value);
  }

  Feed bucket(double second, Arm arm, String pod, String le, double value) {
    return at(
        second,
        arm,
        Role.LATENCY,
        labels("instance", pod, "pod", arm + "-" + pod, "le", le),
        value);
  }

  Feed histogram(double second, Arm arm, String pod, NativeHistogram value) {
    metric
        .receiver(arm, Role.LATENCY)
        .histograms(
            labels("instance", pod, "pod", arm + "-" + pod),
            new long[] {millis(second)},
            List.of(value));
    return this;
  }

  /** Hands everything over, as one answer. */
  CountedMetric settle() {
    deliver();
    metric.settle();
    return metric;
  }

  Feed deliver() {
    waiting.forEach(
        (series, samples) ->
            metric
                .receiver(series.arm(), series.role())
                .numbers(
                    series.labels(),
                    samples.keySet().stream().mapToLong(Long::longValue).toArray(),
                    samples.values().stream().mapToDouble(Double::doubleValue).toArray()));
    waiting.clear();
    return this;
  }
}
