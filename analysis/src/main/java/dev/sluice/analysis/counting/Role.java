package dev.sluice.analysis.counting;

/** What a series counts. */
public enum Role {
  /** Requests. */
  TOTAL,
  /** Those of them that are bad. */
  BAD,
  /** How slow they were: classic buckets or native histograms. */
  LATENCY
}
