package dev.sluice.analysis.sequential;

import dev.sluice.analysis.NoDataPolicy;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How the sequential judge judges. All times count from the beginning of the analysis.
 *
 * @param alpha at most this share of the releases that stay within every tolerance is rolled back;
 *     in (0, 0.5]
 * @param beta at most this share of the releases that are at or beyond a harm line is promoted on
 *     evidence; in (0, 0.5]
 * @param interval length of an evidence interval; at least a second, and at least the scrape
 *     interval
 * @param soak no promotion before; only time finds a leak that has not begun
 * @param deadline when evidence that decides nothing is inconclusive
 * @param warmUp so long the data only teach the primary's rates
 * @param minStep a step is never left before
 * @param maxHold a step is left after so long unless the evidence leans to a regression
 * @param earlyPromotion whether the canary may be promoted before its last step. That a step may
 *     then also be left before its own duration is over is the rollout's business
 * @param noTraffic what ten intervals say in which the canary got none of the requests that it
 *     should have got: {@code FAIL} rolls back, anything else holds; it never passes
 * @param metrics what is compared; at least one that is not a dry run, names are unique
 */
public record Settings(
    double alpha,
    double beta,
    Duration interval,
    Duration soak,
    Duration deadline,
    Duration warmUp,
    Duration minStep,
    Duration maxHold,
    OnInconclusive onInconclusive,
    boolean earlyPromotion,
    NoDataPolicy noTraffic,
    List<Comparison> metrics) {
  public static final double ALPHA = 0.05;
  public static final double BETA = 0.05;
  public static final Duration INTERVAL = Duration.ofSeconds(15);
  public static final Duration SOAK = Duration.ofMinutes(5);
  public static final Duration DEADLINE = Duration.ofMinutes(30);
  public static final Duration MIN_STEP = Duration.ofSeconds(30);
  public static final Duration MAX_HOLD = Duration.ofSeconds(60);

  public Settings {
    level("alpha", alpha);
    level("beta", beta);
    if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(
          "the interval must be a second or more; it is " + interval);
    }
    notNegative("soak", soak);
    notNegative("deadline", deadline);
    notNegative("warmUp", warmUp);
    notNegative("minStep", minStep);
    notNegative("maxHold", maxHold);
    metrics = List.copyOf(metrics);
    if (metrics.stream().allMatch(Comparison::dryRun)) {
      throw new IllegalArgumentException(
          "there must be a metric that decides; add one, or remove dryRun from one");
    }
    Set<String> names = new HashSet<>();
    for (Comparison metric : metrics) {
      if (!names.add(metric.name())) {
        throw new IllegalArgumentException(
            "two metrics are named " + metric.name() + "; rename one of them");
      }
    }
  }

  /** The defaults, for these metrics; rolls back a canary that gets no traffic. */
  public static Settings defaults(List<Comparison> metrics) {
    return new Settings(
        ALPHA,
        BETA,
        INTERVAL,
        SOAK,
        DEADLINE,
        Duration.ZERO,
        MIN_STEP,
        MAX_HOLD,
        OnInconclusive.PROMOTE,
        false,
        NoDataPolicy.FAIL,
        metrics);
  }

  /** The same with another deadline. */
  public Settings withDeadline(Duration other) {
    return new Settings(
        alpha,
        beta,
        interval,
        soak,
        other,
        warmUp,
        minStep,
        maxHold,
        onInconclusive,
        earlyPromotion,
        noTraffic,
        metrics);
  }

  /** The same for other metrics. */
  public Settings withMetrics(List<Comparison> others) {
    return new Settings(
        alpha,
        beta,
        interval,
        soak,
        deadline,
        warmUp,
        minStep,
        maxHold,
        onInconclusive,
        earlyPromotion,
        noTraffic,
        others);
  }

  private static void level(String name, double value) {
    if (!(value > 0 && value <= 0.5)) {
      throw new IllegalArgumentException(
          name + " must be above 0 and at most 0.5, for example 0.05; it is " + value);
    }
  }

  private static void notNegative(String name, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(name + " must not be negative; it is " + value);
    }
  }
}
