package dev.sluice.analysis;

/** What a {@link MetricSource} answered. Only a {@link Value} can ever pass a check by itself. */
public sealed interface Sample {

  /**
   * One number.
   *
   * @param value any number but NaN, which is {@link NoData}; infinities are values
   */
  record Value(double value) implements Sample {
    public Value {
      if (Double.isNaN(value)) {
        throw new IllegalArgumentException("NaN is the absence of a value");
      }
    }
  }

  /**
   * The source is well and has nothing to tell, as for a workload without traffic.
   *
   * @param reason continues a sentence after a colon, for example {@code no values found}
   */
  record NoData(String reason) implements Sample {
    /** An empty answer. */
    public static final NoData NONE_FOUND = new NoData("no values found");
  }

  /**
   * The source is away, slow, or answers what cannot be used.
   *
   * @param reason continues a sentence after a colon, and says what to look at
   */
  record Failed(String reason) implements Sample {}

  /**
   * The query could not be asked at all: its template is missing, does not render, or names a
   * provider that is not there.
   *
   * @param message a whole sentence, announced as it is
   */
  record Unasked(String message) implements Sample {}
}
