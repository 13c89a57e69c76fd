package dev.sluice.analysis.sequential;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/**
 * All that was seen so far, and what it says: a pure fold over intervals. The same intervals give
 * the same bits, whether they are folded as they come, all at once after a restart, or on another
 * machine. Not for use by several threads at once.
 */
public final class Evidence {
  private final Settings settings;
  private Duration end = Duration.ZERO;

  private Evidence(Settings settings) {
    this.settings = settings;
  }

  /** At the beginning of an analysis, with what the primary did before. */
  public static Evidence of(Settings settings, History history) {
    return new Evidence(settings);
  }

  /**
   * For the time after a promotion: the promoted revision, in the canary's place, against what the
   * primary did before the rollout, which stays as it was. It rolls back, or says {@link
   * Decision#PROMOTE} at the deadline: nothing was found.
   */
  public static Evidence watching(Settings settings, History history) {
    return new Evidence(settings);
  }

  /**
   * A step begins; it may have begun at any time, also before intervals that are yet to be folded.
   * Only intervals that start in it are evidence about this step; all are evidence about the
   * canary.
   *
   * @param at from the beginning of the analysis
   * @param weight the canary's share of the traffic in this step, 0 to 1
   * @param nextWeight that of the next step; empty at the last one
   */
  public void entered(Duration at, double weight, OptionalDouble nextWeight) {}

  /**
   * Takes one more interval in.
   *
   * @throws IllegalArgumentException when it begins before the last one has ended, or its metrics
   *     are not those of the settings
   */
  public void fold(Interval interval) {
    if (interval.start().compareTo(end) < 0) {
      throw new IllegalArgumentException(
          "an interval begins at %s, before the last one ended at %s"
              .formatted(interval.start(), end));
    }
    if (interval.metrics().size() != settings.metrics().size()) {
      throw new IllegalArgumentException(
          "an interval has %d metrics, the settings have %d"
              .formatted(interval.metrics().size(), settings.metrics().size()));
    }
    end = interval.end();
  }

  /** When the last interval that was folded ended, from the beginning of the analysis. */
  public Duration end() {
    return end;
  }

  /**
   * What is to be done. Asking changes nothing.
   *
   * @param now from the beginning of the analysis
   */
  public Judgement verdict(Duration now) {
    return new Judgement(
        Decision.CONTINUE,
        null,
        List.of(),
        0,
        1,
        null,
        "the evidence is not weighed yet",
        List.of());
  }
}
