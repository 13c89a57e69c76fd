package dev.sluice.operator.metrics;

import dev.sluice.analysis.sequential.Interval;
import java.util.List;

/**
 * What was read since the last time.
 *
 * @param intervals those that are complete now, in their order; may be empty
 * @param problems why there are not more of them, or why a metric is missing in them: whole
 *     sentences for people
 */
public record ArmReading(List<Interval> intervals, List<String> problems) {
  public ArmReading {
    intervals = List.copyOf(intervals);
    problems = List.copyOf(problems);
  }
}
