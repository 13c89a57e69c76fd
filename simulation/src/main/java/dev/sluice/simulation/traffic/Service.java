package dev.sluice.simulation.traffic;

import java.util.List;

/**
 * A service under load, as its released version behaves.
 *
 * @param requestsPerSecond to all versions together, above 0
 * @param errorRate share of requests that fail in the long run, 0 or more and below 1
 * @param latency how long requests take
 * @param otherErrorRates of further counters, each independent of all else, 0 to 1
 */
public record Service(
    double requestsPerSecond,
    double errorRate,
    Latency latency,
    Irregularity irregularity,
    List<Double> otherErrorRates) {

  public Service {
    if (!(requestsPerSecond > 0) || !(errorRate >= 0 && errorRate < 1)) {
      throw new IllegalArgumentException(
          "requestsPerSecond is above 0 and errorRate from 0 to below 1, not %s, %s"
              .formatted(requestsPerSecond, errorRate));
    }
    otherErrorRates = List.copyOf(otherErrorRates);
  }

  /** A steady service with the usual latency. */
  public static Service steady(double requestsPerSecond, double errorRate) {
    return new Service(
        requestsPerSecond, errorRate, Latency.USUAL, new Irregularity.Steady(), List.of());
  }

  /** The same service with an irregularity. */
  public Service with(Irregularity other) {
    return new Service(requestsPerSecond, errorRate, latency, other, otherErrorRates);
  }

  /** The same service with further counters. */
  public Service counting(List<Double> others) {
    return new Service(requestsPerSecond, errorRate, latency, irregularity, others);
  }
}
