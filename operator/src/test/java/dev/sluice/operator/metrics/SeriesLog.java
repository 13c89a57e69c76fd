package dev.sluice.operator.metrics;

import dev.sluice.analysis.counting.NativeHistogram;
import dev.sluice.analysis.counting.SeriesReceiver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes down what it is told, a line for each series. */
final class SeriesLog implements SeriesReceiver {
  final List<String> lines = new ArrayList<>();

  @Override
  public void numbers(Map<String, String> labels, long[] times, double[] values) {
    lines.add(
        "%s %s %s"
            .formatted(new TreeMap<>(labels), Arrays.toString(times), Arrays.toString(values)));
  }

  @Override
  public void histograms(Map<String, String> labels, long[] times, List<NativeHistogram> values) {
    StringBuilder line =
        new StringBuilder("%s %s".formatted(new TreeMap<>(labels), Arrays.toString(times)));
    for (NativeHistogram value : values) {
      line.append(
          " %s %s %s %s"
              .formatted(
                  value.count(),
                  Arrays.toString(value.lefts()),
                  Arrays.toString(value.rights()),
                  Arrays.toString(value.counts())));
    }
    lines.add(line.toString());
  }
}
