package dev.sluice.analysis.sequential;

import java.time.Duration;
import java.util.List;

/**
 * What the primary did before the analysis, an hour of it or at least half of one. It teaches its
 * rates, the shape of its latency and how much it varies by itself. Without it the judge works, but
 * knows less: it assumes a modest variation and says so.
 *
 * @param interval length of one interval of the past, best that of {@link Settings#interval()}
 * @param metrics in the order of {@link Settings#metrics()}; or empty
 */
public record History(Duration interval, List<Past> metrics) {
  /** Nothing is known of the time before. */
  public static final History NONE = new History(Settings.INTERVAL, List.of());

  public History {
    if (!interval.isPositive()) {
      throw new IllegalArgumentException("an interval must have a length; it is " + interval);
    }
    metrics = List.copyOf(metrics);
  }

  /**
   * One metric of the primary, by interval, oldest first, the last one ending when the analysis
   * begins. An interval without data has a total of 0, or NaN.
   */
  public sealed interface Past {
    /**
     * For {@link Comparison.ErrorRatio}.
     *
     * @param pods the same by pod, each as long as {@code intervals}; sorted by the pods' names, so
     *     that the same past gives the same bits; empty when it is not known
     */
    record Counts(List<Count> intervals, List<List<Count>> pods) implements Past {
      public Counts {
        intervals = List.copyOf(intervals);
        pods = copied(pods, intervals.size());
      }

      public Counts(List<Count> intervals) {
        this(intervals, List.of());
      }
    }

    /**
     * For {@link Comparison.Latency}; all with the same bounds.
     *
     * @param pods as in {@link Counts}
     */
    record Histograms(List<Histogram> intervals, List<List<Histogram>> pods) implements Past {
      public Histograms {
        intervals = List.copyOf(intervals);
        pods = copied(pods, intervals.size());
      }

      public Histograms(List<Histogram> intervals) {
        this(intervals, List.of());
      }
    }

    /** For {@link Comparison.Gauge}; NaN is the absence of a value. */
    record Values(List<Double> intervals) implements Past {
      public Values {
        intervals = List.copyOf(intervals);
      }
    }

    /** For {@link Comparison.EventRate}. */
    record Events(List<Exposed> intervals) implements Past {
      public Events {
        intervals = List.copyOf(intervals);
      }
    }

    /** Nothing is known of this metric. */
    record Unknown() implements Past {}
  }

  /** Requests in one interval of the past. */
  public record Count(long bad, long total) {
    public Count {
      Checks.count("bad requests", bad);
      Checks.count("requests", total);
    }
  }

  /**
   * Events in one interval of the past.
   *
   * @param exposure pods times seconds in which events could happen
   */
  public record Exposed(long events, double exposure) {
    public Exposed {
      Checks.count("events", events);
      if (!(exposure >= 0)) {
        throw new IllegalArgumentException("an exposure must be 0 or more; it is " + exposure);
      }
    }
  }

  private static <T> List<List<T>> copied(List<List<T>> pods, int intervals) {
    for (List<T> pod : pods) {
      if (pod.size() != intervals) {
        throw new IllegalArgumentException(
            "a pod's past has %d intervals, its metric has %d".formatted(pod.size(), intervals));
      }
    }
    return pods.stream().map(List::copyOf).toList();
  }
}
