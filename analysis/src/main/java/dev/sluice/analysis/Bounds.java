package dev.sluice.analysis;

import org.jspecify.annotations.Nullable;

/**
 * What a value must stay within, both ends included.
 *
 * @param min in the metric's unit; null for no lower bound
 * @param max in the metric's unit; null for no upper bound
 */
public record Bounds(@Nullable Double min, @Nullable Double max) {

  /**
   * The bound of a plain {@code threshold}: the lowest success rate, and the highest value of
   * everything else. An absent threshold is 0, as it is in Flagger.
   */
  public static Bounds ofThreshold(Metric metric, @Nullable Double threshold) {
    double bound = threshold == null ? 0 : threshold;
    return metric == Metric.REQUEST_SUCCESS_RATE
        ? new Bounds(bound, null)
        : new Bounds(null, bound);
  }

  /** For example {@code >= 99%}, {@code <= 500ms}, {@code 0 to 5}. */
  String inWords(Metric metric) {
    String unit = metric.unit();
    if (min != null && max != null) {
      return GoNotation.number(min) + " to " + GoNotation.number(max) + unit;
    }
    if (min != null) {
      return ">= " + GoNotation.number(min) + unit;
    }
    if (max != null) {
      return "<= " + GoNotation.number(max) + unit;
    }
    return "any value";
  }
}
