package dev.sluice.analysis;

/** What is measured. It decides the default bound, the unit and the words of an event. */
public enum Metric {
  /** The built-in {@code request-success-rate}, in percent. */
  REQUEST_SUCCESS_RATE("%"),
  /** The built-in {@code request-duration}, in whole milliseconds; fractions are cut off. */
  REQUEST_DURATION("ms"),
  /** A query written into the Canary. */
  QUERY(""),
  /** A query of a MetricTemplate. */
  TEMPLATE("");

  private final String unit;

  Metric(String unit) {
    this.unit = unit;
  }

  /** What follows a number of this metric; empty where the unit is not known. */
  public String unit() {
    return unit;
  }

  /** The value as it is compared and shown. */
  double judged(double value) {
    return this == REQUEST_DURATION ? (long) value : value;
  }
}
