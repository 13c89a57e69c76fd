package dev.sluice.simulation.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;

/** Many values of the same kind, and what theory says of them. */
final class Sample {
  /** Chance exceeds this many standard errors once in 16,000 times; the seeds are fixed. */
  private static final double ERRORS = 4;

  private final double[] values;

  private Sample(double[] values) {
    this.values = values;
  }

  static Sample of(int size, DoubleSupplier source) {
    return new Sample(DoubleStream.generate(source).limit(size).toArray());
  }

  double mean() {
    return Arrays.stream(values).average().orElseThrow();
  }

  double variance() {
    return moment(2);
  }

  /** Correlation between each value and the next. */
  double autocorrelation() {
    double mean = mean();
    double sum = 0;
    for (int i = 1; i < values.length; i++) {
      sum += (values[i] - mean) * (values[i - 1] - mean);
    }
    return sum / (values.length - 1) / variance();
  }

  /** That mean and variance differ from these by no more than chance explains. */
  void hasMeanAndVariance(double mean, double variance) {
    assertThat(mean()).isCloseTo(mean, within(ERRORS * Math.sqrt(variance / values.length)));
    double errorOfVariance = Math.sqrt((moment(4) - variance * variance) / values.length);
    assertThat(variance()).isCloseTo(variance, within(ERRORS * errorOfVariance));
  }

  private double moment(int power) {
    double mean = mean();
    return Arrays.stream(values).map(x -> Math.pow(x - mean, power)).average().orElseThrow();
  }
}
