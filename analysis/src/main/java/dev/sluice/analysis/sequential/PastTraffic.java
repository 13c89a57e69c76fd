package dev.sluice.analysis.sequential;

import dev.sluice.analysis.sequential.History.Past;
import java.util.List;
import java.util.function.ToLongFunction;

/** How many requests came at the end of a primary's past. */
final class PastTraffic {
  private static final double LATELY_SECONDS = 600;

  private PastTraffic() {}

  /** Requests in a second in the last ten minutes; 0 when that is not known. */
  static double perSecond(History history) {
    double most = 0;
    double seconds = history.interval().toMillis() / 1e3;
    for (Past past : history.metrics()) {
      most =
          Math.max(
              most,
              switch (past) {
                case Past.Counts counts -> mean(counts.intervals(), History.Count::total, seconds);
                case Past.Histograms histograms ->
                    mean(histograms.intervals(), Histogram::total, seconds);
                case Past.Events events -> 0.0;
                case Past.Values values -> 0.0;
                case Past.Unknown unknown -> 0.0;
              });
    }
    return most;
  }

  private static <T> double mean(List<T> intervals, ToLongFunction<T> total, double seconds) {
    int last = (int) Math.min(intervals.size(), Math.max(1, Math.round(LATELY_SECONDS / seconds)));
    double sum = 0;
    for (T interval : intervals.subList(intervals.size() - last, intervals.size())) {
      sum += total.applyAsLong(interval);
    }
    return last == 0 ? 0 : sum / (last * seconds);
  }
}
