package dev.sluice.analysis;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one check said in one round.
 *
 * @param value as it was judged, in the metric's unit; null when there was none
 * @param bound in words, for example {@code >= 99%}
 * @param dryRun whether it is only reported
 * @param query what was asked; empty when nothing could be asked
 * @param message the event's text, in Flagger's words; null when there is nothing to say
 */
public record CheckResult(
    String name,
    Metric metric,
    @Nullable Double value,
    String bound,
    Verdict verdict,
    boolean dryRun,
    String query,
    Instant at,
    @Nullable String message) {

  /** Whether the rollout may not advance because of this check. */
  public boolean halts() {
    return verdict != Verdict.PASSED && !dryRun;
  }

  /** The value as it is exported: durations in seconds, everything else in its own unit. */
  public @Nullable Double exported() {
    return value != null && metric == Metric.REQUEST_DURATION
        ? Double.valueOf(value / 1000)
        : value;
  }
}
