package dev.sluice.analysis.sequential;

import java.util.OptionalLong;

/**
 * What one metric says so far.
 *
 * @param logE natural logarithm of its e-value against "the canary is within tolerance"; its own,
 *     not yet divided by the number of metrics
 * @param anytimeP its anytime-valid p-value, 0 to 1: the reciprocal of the highest e-value so far
 * @param requestsNeeded about how many more canary requests (intervals, for a gauge) until it can
 *     vouch for a canary that is as good as the primary; 0 when it does; empty when that cannot be
 *     told
 * @param withoutData intervals in which it told nothing
 * @param words for people, such as {@code canary 2.3% errors of 1,204 requests, primary 0.9% of
 *     11,310}
 */
public record MetricEvidence(
    String name,
    boolean dryRun,
    ArmSummary canary,
    ArmSummary primary,
    double logE,
    double anytimeP,
    OptionalLong requestsNeeded,
    long withoutData,
    Finding finding,
    String words) {

  /** What a metric has found. */
  public enum Finding {
    /** Beyond tolerance. */
    WORSE,
    /** Shown to stay within harm. */
    NO_WORSE,
    UNDECIDED,
    /** It has not yet told anything. */
    NO_DATA
  }

  /**
   * One arm in the intervals that were judged.
   *
   * @param requests requests; for a gauge the intervals with a value, for events the whole seconds
   *     of exposure
   * @param bad bad requests, requests slower than the bound that is spoken of, or events; 0 for a
   *     gauge
   * @param value what is exported and drawn: the share of bad requests, about the 99th percentile
   *     in seconds, the mean of a gauge, events per second and pod; NaN when there is none
   */
  public record ArmSummary(long requests, long bad, double value) {
    static final ArmSummary NONE = new ArmSummary(0, 0, Double.NaN);
  }
}
