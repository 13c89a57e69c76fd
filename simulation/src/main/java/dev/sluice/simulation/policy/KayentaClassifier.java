package dev.sluice.simulation.policy;

import java.util.Arrays;

/**
 * What {@code NetflixACAJudge-v1.0} says of one metric of which an increase is bad, from Kayenta's
 * {@code MannWhitneyClassifier.scala}.
 *
 * @param tolerance how much of the estimated shift the confidence interval must clear
 * @param confidence of that interval
 * @param allowedIncrease ratio of the means below which nothing counts as higher
 */
record KayentaClassifier(double tolerance, double confidence, double allowedIncrease) {

  enum Label {
    PASS,
    HIGH,
    NO_DATA
  }

  Label classify(double[] canary, double[] baseline) {
    if (canary.length == 0 || baseline.length == 0) {
      return Label.NO_DATA;
    }
    double[] x = sorted(canary);
    double[] y = sorted(baseline);
    if (Arrays.equals(x, y)) {
      return Label.PASS;
    }
    return increased(canary, baseline) && higher(x, y) ? Label.HIGH : Label.PASS;
  }

  /** Both sorted. */
  private boolean higher(double[] x, double[] y) {
    if (x[0] == x[x.length - 1] && y[0] == y[y.length - 1]) {
      // Kayenta adds a hundred-thousandth of noise here, which decides as the values themselves do.
      return x[0] > y[0];
    }
    try {
      MannWhitney test = new MannWhitney(x, y);
      return test.lower(confidence) > tolerance * Math.abs(test.estimate());
    } catch (ArithmeticException e) {
      return false;
    }
  }

  private boolean increased(double[] canary, double[] baseline) {
    double ofCanary = mean(canary);
    double ofBaseline = mean(baseline);
    return ofCanary == 0 || ofBaseline == 0 || ofCanary / ofBaseline >= allowedIncrease;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  private static double[] sorted(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted;
  }
}
