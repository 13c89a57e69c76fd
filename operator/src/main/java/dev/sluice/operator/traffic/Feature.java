package dev.sluice.operator.traffic;

/** What a {@link TrafficRouter} can do with traffic. */
public enum Feature {
  /** Shares requests by weight. */
  WEIGHTS,
  /** Sends the requests that match to the canary, for A/B tests. */
  MATCHES,
  /** Sends the canary a copy of the primary's requests. */
  MIRRORING,
  /** Keeps a user on one side by a cookie. */
  SESSION_AFFINITY,
  /** Shares requests among three: a baseline gets its weight beside the canary. */
  BASELINE
}
