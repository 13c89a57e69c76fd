package dev.sluice.simulation.policy;

import java.util.function.DoubleUnaryOperator;

/**
 * R. P. Brent's root finder, "Algorithms for Minimization without Derivatives" (1973), chapter 4,
 * with the tolerance and the order of steps of R's {@code zeroin}, as Kayenta has it: on a step
 * function, where it stops is part of the answer.
 */
final class BrentRoot {
  private static final double TOLERANCE = 1e-4;
  private static final double EPSILON = Math.ulp(1.0);
  private static final int MOST_STEPS = 1000;

  private final DoubleUnaryOperator function;
  private double before;
  private double valueBefore;
  private double best;
  private double valueBest;
  private double other;
  private double valueOther;

  private BrentRoot(DoubleUnaryOperator function, double low, double high) {
    this.function = function;
    this.before = low;
    this.valueBefore = function.applyAsDouble(low);
    this.best = high;
    this.valueBest = function.applyAsDouble(high);
    this.other = before;
    this.valueOther = valueBefore;
  }

  /** A root between {@code low} and {@code high}, where the function must change its sign. */
  static double find(DoubleUnaryOperator function, double low, double high) {
    BrentRoot search = new BrentRoot(function, low, high);
    return search.valueBefore == 0 ? low : search.run();
  }

  private double run() {
    for (int i = 0; i < MOST_STEPS && valueBest != 0; i++) {
      double lastStep = best - before;
      if (Math.abs(valueOther) < Math.abs(valueBest)) {
        swap();
      }
      double tolerance = 2 * EPSILON * Math.abs(best) + TOLERANCE / 2;
      double half = (other - best) / 2;
      if (Math.abs(half) <= tolerance) {
        return best;
      }
      move(step(lastStep, half, tolerance));
    }
    return best;
  }

  /** The best guess and the point on the other side change places. */
  private void swap() {
    before = best;
    best = other;
    other = before;
    valueBefore = valueBest;
    valueBest = valueOther;
    valueOther = valueBefore;
  }

  /** Interpolates where that is safe, halves the interval otherwise. */
  private double step(double lastStep, double half, double tolerance) {
    double step = half;
    if (Math.abs(lastStep) >= tolerance && Math.abs(valueBefore) > Math.abs(valueBest)) {
      double width = other - best;
      double p;
      double q;
      double t1 = valueBest / valueBefore;
      if (before == other) {
        p = width * t1;
        q = 1 - t1;
      } else {
        double ratio = valueBefore / valueOther;
        double t2 = valueBest / valueOther;
        p = t1 * (width * ratio * (ratio - t2) - (best - before) * (t2 - 1));
        q = (ratio - 1) * (t2 - 1) * (t1 - 1);
      }
      if (p > 0) {
        q = -q;
      } else {
        p = -p;
      }
      if (p < 0.75 * width * q - Math.abs(tolerance * q) / 2 && p < Math.abs(lastStep * q / 2)) {
        step = p / q;
      }
    }
    return Math.abs(step) < tolerance ? Math.copySign(tolerance, step) : step;
  }

  private void move(double step) {
    before = best;
    valueBefore = valueBest;
    best += step;
    valueBest = function.applyAsDouble(best);
    if ((valueBest > 0 && valueOther > 0) || (valueBest < 0 && valueOther < 0)) {
      other = before;
      valueOther = valueBefore;
    }
  }
}
