package dev.sluice.operator.metrics;

import java.util.Arrays;

/** Times and values that grow. */
final class SampleBuffer {
  private long[] times = new long[16];
  private double[] values = new double[16];
  private int size;

  void add(long time, double value) {
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
    }
    times[size] = time;
    values[size++] = value;
  }

  boolean isEmpty() {
    return size == 0;
  }

  long[] times() {
    return Arrays.copyOf(times, size);
  }

  double[] values() {
    return Arrays.copyOf(values, size);
  }
}
