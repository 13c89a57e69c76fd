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
 * @param message the event's text, in Flagger's words, or what the evidence is; null when there is
 *     nothing to say
 * @param evidence where the primary was compared with; null otherwise
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
    @Nullable String message,
    @Nullable Evidence evidence) {

  /**
   * What a comparison found.
   *
   * @param primary the primary's value, in the metric's unit; null when there was none
   * @param powerOfTen logarithm to the base of ten of the evidence that the canary is worse
   */
  public record Evidence(@Nullable Double primary, double powerOfTen) {}

  /** Whether the rollout may not advance because of this check. */
  public boolean halts() {
    return verdict != Verdict.PASSED && !dryRun;
  }

  /** The value as it is exported: durations in seconds, everything else in its own unit. */
  public @Nullable Double exported() {
    return exported(value);
  }

  /** Another value of the same metric as it is exported. */
  public @Nullable Double exported(@Nullable Double other) {
    return other != null && metric == Metric.REQUEST_DURATION
        ? Double.valueOf(other / 1000)
        : other;
  }
}
