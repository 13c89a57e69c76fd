package dev.sluice.analysis.sequential;

import dev.sluice.analysis.sequential.MetricEvidence.ArmSummary;
import java.util.function.DoubleConsumer;

/** The evidence of one metric. */
sealed interface MetricFold permits CountFold, LatencyFold, GaugeFold {
  Comparison comparison();

  /**
   * Whether its e-value may be averaged with others'. A gauge's may not: it is a martingale among
   * its own values only, so it gets a share of alpha for itself.
   */
  boolean averaged();

  /**
   * Takes an interval in: first it judges, then it learns.
   *
   * @return whether both arms told something
   * @throws IllegalArgumentException when these are not the numbers of such a metric
   */
  boolean fold(Arms arms, Moment moment);

  void enterStep();

  /** Logarithm of the e-value that the canary is beyond tolerance. */
  double logE(Moment moment);

  /** How many kinds of evidence all have to vouch for the canary. */
  int components();

  /** Logarithm of the evidence that the canary is short of harm. */
  double promotion(int component);

  /** Expected gain of that in an interval with so many requests, if the arms do not differ. */
  double expectedGain(int component, double canaryAll, double primaryAll);

  /** Whether this step's evidence allows the next one. */
  boolean bearsNextStep(double needed);

  ArmSummary canary();

  ArmSummary primary();

  /** What was seen, in words; what both arms did. */
  String words();

  /** What makes its evidence weaker than it could be: sentences. */
  void warnings(java.util.List<String> out);

  /** All numbers that the evidence depends on. */
  void state(DoubleConsumer out);

  /** Whether every kind of evidence vouches for the canary. */
  default boolean vouches(double needed) {
    for (int i = 0; i < components(); i++) {
      if (!(promotion(i) >= needed)) {
        return false;
      }
    }
    return components() > 0;
  }

  /** Intervals until it vouches, about; NaN when that cannot be told. */
  default double intervalsNeeded(double needed, double canaryAll, double primaryAll) {
    double most = components() > 0 ? 0 : Double.NaN;
    for (int i = 0; i < components(); i++) {
      double missing = needed - promotion(i);
      if (missing > 0) {
        double gain = expectedGain(i, canaryAll, primaryAll);
        most = Math.max(most, gain > 0 ? missing / gain : Double.NaN);
      }
    }
    return most;
  }

  private static IllegalArgumentException mismatch(Comparison comparison, Arms arms) {
    return new IllegalArgumentException(
        "%s is a %s and cannot be judged by %s"
            .formatted(
                comparison.name(),
                comparison.getClass().getSimpleName(),
                arms.getClass().getSimpleName()));
  }

  /** The arms as this kind of numbers; null when they are missing. */
  static <T extends Arms> @org.jspecify.annotations.Nullable T as(
      Class<T> type, Comparison comparison, Arms arms) {
    if (arms instanceof Arms.Missing) {
      return null;
    }
    if (!type.isInstance(arms)) {
      throw mismatch(comparison, arms);
    }
    return type.cast(arms);
  }
}
