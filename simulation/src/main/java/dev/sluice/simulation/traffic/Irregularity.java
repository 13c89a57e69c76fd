package dev.sluice.simulation.traffic;

/** What makes a service's traffic other than steady; it is the same for all versions. */
public sealed interface Irregularity {

  /** Independent requests at a steady rate. */
  record Steady() implements Irregularity {}

  /** Load, errors and latency swing by 50, 60 and 20 per cent in an hour, from a random phase. */
  record Diurnal() implements Irregularity {}

  /**
   * Errors come in clusters: the error rate of each arm is drawn anew for each tick, from a beta
   * distribution.
   *
   * @param correlation between the errors within a tick, above 0 and below 1
   */
  record Clusters(double correlation) implements Irregularity {
    public Clusters {
      if (!(correlation > 0 && correlation < 1)) {
        throw new IllegalArgumentException("correlation is between 0 and 1, not " + correlation);
      }
    }
  }

  /** The error rate wanders, for each arm by itself; its mean stays. */
  record WanderingErrors(Wander wander) implements Irregularity {}

  /** The latency wanders, for each arm by itself; its median stays. */
  record WanderingLatency(Wander wander) implements Irregularity {}

  /**
   * Something hits all versions alike, such as a database that fails.
   *
   * @param start seconds from the beginning of the analysis
   * @param length in seconds
   * @param errorRate of all versions meanwhile, where it is higher than their own, 0 to 1
   */
  record Incident(double start, double length, double errorRate) implements Irregularity {
    double errorRate(double seconds, double own) {
      boolean now = seconds >= start && seconds < start + length;
      return now ? Math.max(own, errorRate) : own;
    }
  }

  /**
   * An autoregressive process of the first order, of a logarithm.
   *
   * @param deviation standard deviation of the logarithm, above 0
   * @param correlation between one tick and the next, 0 or more and below 1
   */
  record Wander(double deviation, double correlation) {
    public Wander {
      if (!(deviation > 0) || !(correlation >= 0 && correlation < 1)) {
        throw new IllegalArgumentException(
            "deviation is above 0 and correlation from 0 to below 1, not %s, %s"
                .formatted(deviation, correlation));
      }
    }
  }
}
