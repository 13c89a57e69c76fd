package dev.sluice.analysis.sequential;

import dev.sluice.analysis.sequential.Comparison.Gauge;
import dev.sluice.analysis.sequential.History.Past;
import java.util.Arrays;

/**
 * What the past of a primary teaches about a gauge.
 *
 * @param known whether there were enough values
 * @param correlation between a value and the next one, 0 to 0.95
 * @param deviation of the whitened difference of two such arms, robust against outliers; 0 when it
 *     is not known
 * @param mean of the values as they are compared; NaN when it is not known
 * @param meanError how far off the mean may well be
 */
record GaugePast(
    boolean known, double correlation, double deviation, double mean, double meanError) {
  private static final int LEAST_VALUES = 60;

  /** For a past that is not known: much, so that power is lost rather than validity. */
  private static final double ASSUMED_CORRELATION = 0.6;

  private static final double HIGHEST_CORRELATION = 0.95;

  /** From the median absolute deviation to a normal's standard deviation. */
  private static final double NORMAL = 1.4826;

  private static final GaugePast UNKNOWN =
      new GaugePast(false, ASSUMED_CORRELATION, 0, Double.NaN, 0);

  static GaugePast of(Gauge comparison, Past past) {
    return switch (past) {
      case Past.Values(var intervals) ->
          of(
              intervals.stream()
                  .mapToDouble(value -> scaled(comparison, value))
                  .filter(Double::isFinite)
                  .toArray());
      case Past.Unknown() -> UNKNOWN;
      case Past.Counts c -> throw CountPast.mismatch("a Gauge", c);
      case Past.Histograms h -> throw CountPast.mismatch("a Gauge", h);
      case Past.Events e -> throw CountPast.mismatch("a Gauge", e);
    };
  }

  /** A value as it is compared: more is worse; NaN when it cannot be compared. */
  static double scaled(Gauge comparison, double value) {
    double scaled =
        switch (comparison.scale()) {
          case RATIO -> value > 0 ? StrictMath.log(value) : Double.NaN;
          case DIFFERENCE -> value;
        };
    return switch (comparison.direction()) {
      case INCREASE_IS_BAD -> scaled;
      case DECREASE_IS_BAD -> -scaled;
    };
  }

  private static GaugePast of(double[] values) {
    int n = values.length;
    if (n < LEAST_VALUES) {
      return UNKNOWN;
    }
    double mean = 0;
    for (double value : values) {
      mean += value / n;
    }
    double products = 0;
    double squares = 0;
    for (int t = 0; t < n; t++) {
      squares += (values[t] - mean) * (values[t] - mean);
      products += t == 0 ? 0 : (values[t] - mean) * (values[t - 1] - mean);
    }
    double first = squares > 0 ? products / squares : 0;
    double rho = Math.clamp(first + (1 + 3 * first) / n, 0, HIGHEST_CORRELATION);
    double[] whitened = new double[n - 1];
    for (int t = 1; t < n; t++) {
      whitened[t - 1] = (values[t] - rho * values[t - 1]) / (1 - rho);
    }
    double deviation = NORMAL * medianDeviation(whitened);
    return new GaugePast(true, rho, Math.sqrt(2) * deviation, mean, 2 * deviation / Math.sqrt(n));
  }

  private static double medianDeviation(double[] values) {
    double median = median(values);
    return median(Arrays.stream(values).map(value -> Math.abs(value - median)).toArray());
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : 0.5 * (sorted[half - 1] + sorted[half]);
  }
}
