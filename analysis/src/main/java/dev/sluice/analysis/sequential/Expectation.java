package dev.sluice.analysis.sequential;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much longer it takes until a canary that is as good as the primary is vouched for, at the
 * present traffic.
 *
 * @param canaryAll canary requests in an interval; when there is no traffic, one
 * @param flowing whether there is traffic at all
 */
record Expectation(Evidence evidence, double canaryAll, double primaryAll, boolean flowing) {
  static Expectation of(Evidence evidence) {
    double weight = Double.isNaN(evidence.weight()) ? 0.5 : evidence.weight();
    double share = evidence.traffic().share(weight);
    double seconds = evidence.settings().interval().toMillis() / 1e3;
    double all = evidence.traffic().perSecond() * seconds;
    return all > 0 && share > 0
        ? new Expectation(evidence, all * share, all * (1 - share), true)
        : new Expectation(evidence, 1, share > 0 ? (1 - share) / share : 1, false);
  }

  /** Canary requests that one metric still needs; NaN when that cannot be told. */
  double requests(Track track) {
    return intervals(track) * canaryAll;
  }

  private double intervals(Track track) {
    return track.fold.intervalsNeeded(evidence.promotionAt(), canaryAll, primaryAll);
  }

  /** For all metrics; null when nothing is needed, or nothing can be told. */
  @Nullable Estimate estimate(Duration now) {
    double most = 0;
    for (Track track : evidence.merged().deciding()) {
      most = Math.max(most, intervals(track));
    }
    if (evidence.isWatching() || !(most > 0)) {
      return null;
    }
    Duration time = flowing ? time(most, evidence.settings().interval()) : null;
    return estimate(evidence.settings(), most * canaryAll, time, now, "more ");
  }

  static Duration time(double intervals, Duration interval) {
    return Duration.ofMillis((long) Math.min(intervals * interval.toMillis(), 1e15));
  }

  static Estimate estimate(
      Settings settings, double requests, @Nullable Duration time, Duration now, String more) {
    String needs = "needs about %s %scanary requests".formatted(Figures.about(requests), more);
    if (time == null) {
      return new Estimate(
          whole(requests),
          null,
          false,
          needs + "; how long that takes is not known, there is no traffic");
    }
    boolean early = now.plus(time).compareTo(settings.deadline()) <= 0;
    String sentence = needs + ", about %s at the present traffic".formatted(Figures.duration(time));
    String late =
        "; that is after the deadline of %s: the traffic may be too low to decide"
            .formatted(Figures.duration(settings.deadline()));
    return new Estimate(whole(requests), time, early, early ? sentence : sentence + late);
  }

  private static long whole(double requests) {
    return (long) Math.ceil(Math.min(requests, Long.MAX_VALUE));
  }
}
