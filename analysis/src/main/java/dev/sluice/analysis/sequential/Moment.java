package dev.sluice.analysis.sequential;

/** What all metrics share while one interval is folded: one object, used again and again. */
final class Moment {
  /** Most that one interval may say for a rollback: no single one can decide. */
  final double rollbackCap;

  /** Most that one interval may say for a promotion. */
  final double promotionCap;

  /** Whether this interval is evidence; during the warm-up it only teaches. */
  boolean judged;

  /** Whether it belongs to the present step. */
  boolean inStep;

  /** Logarithm of the share of the belief that a regression begins now. */
  double logStarting;

  /** Logarithm of the share of the belief that it begins later. */
  double logRest;

  /** Logarithm of the share that began so far. */
  double logStarted;

  /** The canary's weight in the next step; NaN at the last one. */
  double nextWeight;

  /** What an interval of this length leaves of the primary's remembered requests. */
  double decay;

  Moment(double rollbackCap, double promotionCap) {
    this.rollbackCap = rollbackCap;
    this.promotionCap = promotionCap;
  }

  /** What may be added at the next weight so that the whole traffic stays within the budget. */
  double extra(double extra, double budget) {
    return Double.isNaN(nextWeight) || nextWeight <= 0
        ? extra
        : Math.max(extra, budget / nextWeight);
  }
}
