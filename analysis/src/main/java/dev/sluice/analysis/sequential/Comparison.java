package dev.sluice.analysis.sequential;

import java.time.Duration;

/**
 * One metric in which canary and primary are compared. Two lines say what matters: up to {@code
 * tolerance} a difference is harmless and must not roll back, at {@code harm} it must not be
 * promoted; in between either is right.
 */
public sealed interface Comparison {
  /** As the Canary names it. */
  String name();

  /** Whether it is only reported and never decides. */
  boolean dryRun();

  /**
   * Canary requests before this metric may decide anything, either way. None are needed for the
   * guarantees; 0 is the default.
   */
  long minRequests();

  /**
   * Share of bad requests, or of anything that is counted as bad out of a total.
   *
   * @param riskBudget share of the <em>whole</em> traffic (not of the canary's) that may be bad on
   *     account of the canary while a step's evidence is still thin; in (0, 1]
   */
  record ErrorRatio(
      String name,
      boolean dryRun,
      long minRequests,
      Margin tolerance,
      Margin harm,
      double riskBudget)
      implements Comparison {
    public static final Margin TOLERANCE = new Margin(1.15, 0.0005);
    public static final Margin HARM = new Margin(1.5, 0.002);
    public static final double RISK_BUDGET = 0.005;

    public ErrorRatio {
      Checks.comparison(name, minRequests);
      Checks.lines(name, tolerance, harm);
      Checks.share(name + ": the risk budget", riskBudget);
      Checks.share(name + ": what the harm line adds", harm.extra());
    }

    /** With the defaults: 1.15 times and 0.05 points are harmless, 1.5 times and 0.2 are not. */
    public static ErrorRatio named(String name) {
      return new ErrorRatio(name, false, 0, TOLERANCE, HARM, RISK_BUDGET);
    }
  }

  /**
   * Latency from histograms: at every useful bucket bound, the share of slower requests. A margin's
   * factor is by how much the canary's quantiles may be slower; it becomes a margin of shares
   * through the shape of the primary's own distribution.
   *
   * @param riskBudget share of the whole traffic that may be slower on account of the canary while
   *     a step's evidence is still thin; in (0, 1]
   */
  record Latency(
      String name,
      boolean dryRun,
      long minRequests,
      Margin tolerance,
      Margin harm,
      double riskBudget)
      implements Comparison {
    public static final Margin TOLERANCE = new Margin(1.07, 0.001);
    public static final Margin HARM = new Margin(1.20, 0.002);
    public static final double RISK_BUDGET = 0.02;

    public Latency {
      Checks.comparison(name, minRequests);
      Checks.lines(name, tolerance, harm);
      Checks.share(name + ": the risk budget", riskBudget);
      Checks.share(name + ": what the harm line adds", harm.extra());
    }

    /** With the defaults: 7 % slower is harmless, 20 % slower is not. */
    public static Latency named(String name) {
      return new Latency(name, false, 0, TOLERANCE, HARM, RISK_BUDGET);
    }
  }

  /**
   * One value per interval and arm: memory, queue length, a business figure.
   *
   * @param tolerance with {@link Scale#RATIO} a factor of at least 1, with {@link Scale#DIFFERENCE}
   *     a distance of at least 0 in the metric's own unit, always towards the bad
   * @param harm as {@code tolerance}, and more than it
   */
  record Gauge(
      String name,
      boolean dryRun,
      long minRequests,
      double tolerance,
      double harm,
      Direction direction,
      Scale scale)
      implements Comparison {
    public static final double TOLERANCE = 1.10;
    public static final double HARM = 1.30;

    /** Which way is worse. */
    public enum Direction {
      INCREASE_IS_BAD,
      DECREASE_IS_BAD
    }

    /** How the two arms are compared. */
    public enum Scale {
      /** Canary divided by primary; an interval in which either is not above 0 tells nothing. */
      RATIO,
      /** Canary minus primary, for values that may be 0 or negative. */
      DIFFERENCE
    }

    public Gauge {
      Checks.comparison(name, minRequests);
      double least = scale == Scale.RATIO ? 1 : 0;
      if (!(tolerance >= least) || !(harm > tolerance) || !Double.isFinite(harm)) {
        throw new IllegalArgumentException(
            "%s: tolerance must be %s or more and harm more than tolerance; they are %s and %s"
                .formatted(name, least, tolerance, harm));
      }
    }

    /** Compares by ratio with the defaults: 10 % worse is harmless, 30 % is not. */
    public static Gauge named(String name, Direction direction) {
      return new Gauge(name, false, 0, TOLERANCE, HARM, direction, Scale.RATIO);
    }
  }

  /**
   * Events that have no total, such as restarts and kills for lack of memory: their rate per pod.
   * No field of a Canary asks for it, since nothing reads such events from a metric source.
   *
   * @param tolerance its {@code extra} in events per second and pod
   * @param harm its {@code extra} in events per second and pod
   */
  record EventRate(String name, boolean dryRun, long minRequests, Margin tolerance, Margin harm)
      implements Comparison {
    private static final double HOUR = Duration.ofHours(1).toSeconds();
    public static final Margin TOLERANCE = new Margin(1.15, 1 / HOUR);
    public static final Margin HARM = new Margin(1.5, 30 / HOUR);

    public EventRate {
      Checks.comparison(name, minRequests);
      Checks.lines(name, tolerance, harm);
    }

    /** With the defaults: one more event per pod and hour is harmless, thirty are not. */
    public static EventRate named(String name) {
      return new EventRate(name, false, 0, TOLERANCE, HARM);
    }
  }
}
