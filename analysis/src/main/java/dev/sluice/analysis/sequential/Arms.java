package dev.sluice.analysis.sequential;

/**
 * What both arms did in one interval, for one metric: the change within the interval, not a running
 * total. In a {@linkplain Against#OWN_PAST watch} after the promotion, the promoted revision takes
 * the canary's place and the primary's numbers are not looked at.
 */
public sealed interface Arms {

  /**
   * For {@link Comparison.ErrorRatio}. More bad than total requests, as a scrape between two
   * counters yields them, count as all bad.
   */
  record Counts(long canaryBad, long canaryTotal, long primaryBad, long primaryTotal)
      implements Arms {
    public Counts {
      Checks.count("the canary's bad requests", canaryBad);
      Checks.count("the canary's requests", canaryTotal);
      Checks.count("the primary's bad requests", primaryBad);
      Checks.count("the primary's requests", primaryTotal);
    }
  }

  /** For {@link Comparison.Latency}. Only bounds that both arms have can be compared. */
  record Histograms(Histogram canary, Histogram primary) implements Arms {}

  /**
   * For {@link Comparison.Gauge}.
   *
   * @param canary any number; NaN is the absence of a value
   * @param primary any number; NaN is the absence of a value
   */
  record Values(double canary, double primary) implements Arms {}

  /**
   * For {@link Comparison.EventRate}.
   *
   * @param canaryExposure pods times seconds in which events could happen; at least 0
   * @param primaryExposure pods times seconds in which events could happen; at least 0
   */
  record Events(
      long canaryEvents, double canaryExposure, long primaryEvents, double primaryExposure)
      implements Arms {
    public Events {
      Checks.count("the canary's events", canaryEvents);
      Checks.count("the primary's events", primaryEvents);
      if (!(canaryExposure >= 0 && primaryExposure >= 0)) {
        throw new IllegalArgumentException(
            "exposures must be 0 or more; they are %s and %s"
                .formatted(canaryExposure, primaryExposure));
      }
    }
  }

  /**
   * Neither arm could be read.
   *
   * @param reason continues a sentence after a colon
   * @param failed whether the source is away or answers what cannot be used, instead of having
   *     nothing to tell
   */
  record Missing(String reason, boolean failed) implements Arms {}
}
