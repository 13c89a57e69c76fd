package dev.sluice.analysis.counting;

import java.util.List;
import java.util.Map;

/** Takes series, each of them at once. Times are in milliseconds since 1970, and rise. */
public interface SeriesReceiver {
  /**
   * A counter, or one bucket of a classic histogram (label {@code le}).
   *
   * @param labels with {@code __name__}
   * @param values one for each time; NaN is no value
   */
  void numbers(Map<String, String> labels, long[] times, double[] values);

  /**
   * A native histogram.
   *
   * @param labels with {@code __name__}
   * @param values one for each time
   */
  void histograms(Map<String, String> labels, long[] times, List<NativeHistogram> values);
}
