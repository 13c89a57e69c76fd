package dev.sluice.operator.metrics;

import java.util.List;

/**
 * The metrics of a provider, without the matchers of an arm.
 *
 * @param counter of all requests
 * @param countedBy matchers that the counter needs beside those of the arm; may be empty
 * @param durations name of the histogram, without a suffix
 * @param timedBy matchers that the histogram needs beside those of the arm; may be empty
 * @param seconds what one unit of the histogram is
 * @param average whether the contract asks for the mean instead of the 99th percentile
 */
record Exported(
    String counter,
    String countedBy,
    Failed failed,
    String durations,
    String timedBy,
    double seconds,
    boolean average) {
  static final double SECONDS = 1;
  static final double MILLIS = 0.001;

  static Exported p99(String counter, Failed failed, String durations, double seconds) {
    return new Exported(counter, "", failed, durations, "", seconds, false);
  }

  /** With durations in seconds. */
  static Exported average(String counter, Failed failed, String durations) {
    return new Exported(counter, "", failed, durations, "", SECONDS, true);
  }

  Exported countedIn(String matchers) {
    return new Exported(counter, matchers, failed, durations, timedBy, seconds, average);
  }

  Exported timedIn(String matchers) {
    return new Exported(counter, countedBy, failed, durations, matchers, seconds, average);
  }

  String successRate(String arm) {
    String all = joined(arm, countedBy);
    return "sum(rate(%1$s{%2$s,%3$s}[{{ interval }}])) / sum(rate(%1$s{%2$s}[{{ interval }}])) * 100"
        .formatted(counter, all, failed.none());
  }

  String duration(String arm) {
    String own = joined(timedBy, arm);
    String value =
        average
            ? "sum(rate(%1$s_sum{%2$s}[{{ interval }}])) / sum(rate(%1$s_count{%2$s}[{{ interval }}]))"
                .formatted(durations, own)
            : "histogram_quantile(0.99, sum(rate(%s_bucket{%s}[{{ interval }}])) by (le))"
                .formatted(durations, own);
    return seconds == SECONDS ? value + " * 1000" : value;
  }

  Counters counters(String arm) {
    String all = joined(arm, countedBy);
    String timed = joined(timedBy, arm);
    return new Counters(
        alternatives(counter, all),
        alternatives(counter, all + "," + failed.some()),
        alternatives(durations + "_bucket", timed),
        seconds);
  }

  /** A counter, and where that is part of a histogram the native one. */
  private List<String> alternatives(String name, String matchers) {
    String selector = "%s{%s}".formatted(name, matchers);
    return name.startsWith(durations + "_") && countedBy.isEmpty()
        ? List.of(selector, "%s{%s}".formatted(durations, matchers))
        : List.of(selector);
  }

  private static String joined(String one, String other) {
    return one.isEmpty() || other.isEmpty() ? one + other : one + "," + other;
  }
}
