package dev.sluice.simulation.traffic;

import java.util.List;
import org.apache.commons.statistics.distribution.LogNormalDistribution;

/**
 * Lognormal latencies, seen through a histogram.
 *
 * @param median in milliseconds, above 0
 * @param sigma standard deviation of the logarithm, above 0
 */
public record Latency(double median, double sigma) {
  /** The default bounds of OpenTelemetry's histograms, in milliseconds, without 0 and infinity. */
  public static final List<Double> BOUNDS =
      List.of(
          5.0, 10.0, 25.0, 50.0, 75.0, 100.0, 250.0, 500.0, 750.0, 1000.0, 2500.0, 5000.0, 7500.0,
          10000.0);

  /** Half of all requests within 80 ms, 99 per cent within 400 ms. */
  public static final Latency USUAL = withPercentile99(80, 400);

  /** What counts as slow, in medians. */
  private static final double SLOW = 6.25;

  private static final double Z99 = 2.3263478740408408;

  /** By two quantiles, both in milliseconds. */
  public static Latency withPercentile99(double median, double percentile99) {
    return new Latency(median, Math.log(percentile99 / median) / Z99);
  }

  /** What counts as slow, in milliseconds; 500 with {@link #USUAL}. */
  public double slow() {
    return SLOW * median;
  }

  /** The mean in milliseconds, when all take {@code factor} times as long. */
  double mean(double factor) {
    return median * factor * Math.exp(sigma * sigma / 2);
  }

  /** The standard deviation of one request in milliseconds, when all take so much longer. */
  double deviation(double factor) {
    return mean(factor) * Math.sqrt(Math.expm1(sigma * sigma));
  }

  /**
   * The share of requests that take longer than this, when all take {@code factor} times as long.
   */
  public double slowerThan(double milliseconds, double factor) {
    return LogNormalDistribution.of(Math.log(median * factor), sigma)
        .survivalProbability(milliseconds);
  }

  /** {@link #slowerThan} for each of the {@link #BOUNDS}. */
  double[] slower(double factor) {
    LogNormalDistribution distribution = LogNormalDistribution.of(Math.log(median * factor), sigma);
    return BOUNDS.stream().mapToDouble(distribution::survivalProbability).toArray();
  }
}
