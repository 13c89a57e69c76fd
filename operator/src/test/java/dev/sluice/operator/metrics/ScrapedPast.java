package dev.sluice.operator.metrics;

import dev.sluice.analysis.counting.SampleSource;
import dev.sluice.analysis.counting.SeriesReceiver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** A server with samples: answers what was scraped by its own clock. */
final class ScrapedPast implements SampleSource {
  private final Map<String, Map<Map<String, String>, TreeMap<Long, Double>>> series =
      new ConcurrentSkipListMap<>();
  final List<String> asked = new ArrayList<>();
  Instant now = Instant.MAX;
  @Nullable Fetched refusal;
  Duration longest = Duration.ofDays(1);

  void scraped(String selector, Map<String, String> labels, Instant at, double value) {
    series
        .computeIfAbsent(selector, s -> new java.util.LinkedHashMap<>())
        .computeIfAbsent(labels, l -> new TreeMap<>())
        .put(at.toEpochMilli(), value);
  }

  @Override
  public synchronized Fetched samples(
      String selector, Instant from, Instant to, SeriesReceiver into) {
    asked.add("%s %s %s".formatted(selector, from, to));
    if (refusal != null && selector.contains("bad")) {
      return refusal;
    }
    if (Duration.between(from, to).compareTo(longest) > 0) {
      return new Fetched.TooLarge("too large");
    }
    Instant end = to.isBefore(now) ? to : now;
    series
        .getOrDefault(selector, Map.of())
        .forEach(
            (labels, samples) -> {
              Map<Long, Double> some =
                  from.isBefore(end)
                      ? samples.subMap(from.toEpochMilli(), false, end.toEpochMilli(), true)
                      : Map.of();
              if (!some.isEmpty()) {
                into.numbers(
                    labels,
                    some.keySet().stream().mapToLong(Long::longValue).toArray(),
                    some.values().stream().mapToDouble(Double::doubleValue).toArray());
              }
            });
    return new Fetched.Complete(now.equals(Instant.MAX) ? null : now);
  }

  @Override
  public synchronized Fetched values(
      String query, Instant first, Instant last, Duration step, ValueReceiver into) {
    asked.add("%s %s %s".formatted(query, first, last));
    TreeMap<Long, Double> samples =
        series.getOrDefault(query, Map.of()).values().stream().findFirst().orElse(new TreeMap<>());
    for (Instant at = first; !at.isAfter(last); at = at.plus(step)) {
      Map.Entry<Long, Double> latest = samples.floorEntry(at.toEpochMilli());
      if (latest != null) {
        into.value(at.toEpochMilli(), latest.getValue());
      }
    }
    return new Fetched.Complete(null);
  }
}
