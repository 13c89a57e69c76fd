package dev.sluice.simulation.policy;

import java.util.Arrays;

/** The values of one metric so far; NaN is left out. */
final class Series {
  private double[] values = new double[64];
  private int size;

  void add(double value) {
    if (Double.isNaN(value)) {
      return;
    }
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  double[] values() {
    return Arrays.copyOf(values, size);
  }
}
