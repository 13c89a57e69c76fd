package dev.sluice.analysis.sequential;

import java.util.Arrays;
import java.util.function.DoubleConsumer;

/**
 * The evidence in one kind of bad request: errors, requests slower than one bound, or events. Three
 * processes: that the canary is beyond tolerance, for a grid of alternatives because nobody knows
 * by how much; that it is short of harm; and that it is short of what the next step can bear.
 */
final class Component {
  /** Alternatives, as multiples of the odds on the tolerance line, believed in equally. */
  private static final double[] ODDS = {1.3, 1.7, 2.3, 3.2, 5, 8, 16, 40, 150, 1000};

  static final int ALTERNATIVES = ODDS.length;

  /** However much speaks against a step, so much for it makes up for that. */
  private static final double STEP_FLOOR = -8;

  private final Likelihood likelihood;
  private final double icc;
  private final double[] log = new double[ODDS.length];
  private double promotion;
  private double step;

  private double primary;
  private double toleranceFactor;
  private double toleranceExtra;
  private double harmFactor;
  private double harmExtra;
  private double stepExtra;
  private double frozen = Double.NaN;

  /**
   * @param icc the intraclass correlation: how much requests of one interval resemble each other
   * @param logStarted logarithm of the share of the belief that began already
   */
  Component(Likelihood likelihood, double icc, double logStarted) {
    this.likelihood = likelihood;
    this.icc = icc;
    Arrays.fill(log, logStarted);
  }

  /** From now on a rate is compared with this one alone, not with the primary's. */
  void freeze(double line) {
    frozen = line;
  }

  /**
   * Sets what the next interval is tested with; all of it from before that interval. A factor of 0
   * leaves a test out.
   */
  void aim(
      double primary,
      double toleranceFactor,
      double toleranceExtra,
      double harmFactor,
      double harmExtra,
      double stepExtra) {
    this.primary = primary;
    this.toleranceFactor = toleranceFactor;
    this.toleranceExtra = toleranceExtra;
    this.harmFactor = harmFactor;
    this.harmExtra = harmExtra;
    this.stepExtra = stepExtra;
  }

  /** Lets the processes begin that begin now, whether or not there are data. */
  void start(double logStarting) {
    for (int j = 0; j < log.length; j++) {
      log[j] = LogDomain.sum(log[j], logStarting);
    }
  }

  void enterStep() {
    step = 0;
  }

  void fold(
      Moment moment, double canaryBad, double canaryAll, double primaryBad, double primaryAll) {
    double dc = designEffect(canaryAll);
    double dp = designEffect(primaryAll);
    double xc = Math.min(canaryBad, canaryAll) / dc;
    double nc = canaryAll / dc;
    double xp = Math.min(primaryBad, primaryAll) / dp;
    double np = primaryAll / dp;
    if (!Double.isNaN(frozen)) {
      against(frozen, moment.rollbackCap, xc, nc);
      return;
    }
    if (toleranceFactor > 0) {
      double line = toleranceFactor * primary + toleranceExtra;
      for (int j = 0; j < log.length; j++) {
        double a = likelihood.alternative(line, ODDS[j]);
        double l = likelihood.logE(xc, nc, xp, np, a, primary, toleranceFactor, toleranceExtra);
        log[j] += Math.min(l, moment.rollbackCap);
      }
    }
    if (harmFactor > 0) {
      promotion += Math.min(shortOf(harmExtra, xc, nc, xp, np), moment.promotionCap);
      if (moment.inStep) {
        double l = Math.min(shortOf(stepExtra, xc, nc, xp, np), moment.promotionCap);
        step = Math.max(step + l, STEP_FLOOR);
      }
    }
  }

  private void against(double line, double cap, double x, double n) {
    for (int j = 0; j < log.length; j++) {
      double a = likelihood.alternative(line, ODDS[j]);
      log[j] += Math.min(likelihood.logRatio(x, n, a, line), cap);
    }
  }

  /** Against the harm line; the alternative is that the arms do not differ. */
  private double shortOf(double extra, double xc, double nc, double xp, double np) {
    return likelihood.logE(xc, nc, xp, np, primary, primary, harmFactor, extra);
  }

  /** Kish's design effect: so many requests tell as much as one independent request. */
  private double designEffect(double n) {
    return 1 + Math.max(n - 1, 0) * icc;
  }

  /** Expected gain of {@link #promotion()} in an interval, if the canary is like the primary. */
  double expectedGain(double canaryAll, double primaryAll) {
    if (!(harmFactor > 0)) {
      return 0;
    }
    double nc = canaryAll / designEffect(canaryAll);
    double np = primaryAll / designEffect(primaryAll);
    return shortOf(harmExtra, primary * nc, nc, primary * np, np);
  }

  /** Logarithm of the evidence that the canary is short of harm. */
  double promotion() {
    return promotion;
  }

  /** The same for what the next step can bear, from this step alone. */
  double step() {
    return step;
  }

  double highest() {
    double highest = log[0];
    for (int j = 1; j < log.length; j++) {
      highest = Math.max(highest, log[j]);
    }
    return highest;
  }

  /** Sum over the alternatives, divided by {@code exp(reference)}. */
  double sum(double reference) {
    double sum = 0;
    for (double value : log) {
      sum += LogDomain.relative(value, reference);
    }
    return sum;
  }

  void state(DoubleConsumer out) {
    for (double value : log) {
      out.accept(value);
    }
    out.accept(promotion);
    out.accept(step);
  }
}
