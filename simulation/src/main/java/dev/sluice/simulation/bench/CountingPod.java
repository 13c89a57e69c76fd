package dev.sluice.simulation.bench;

import dev.sluice.analysis.counting.Arm;
import dev.sluice.analysis.counting.CountedMetric;
import dev.sluice.analysis.counting.Role;
import dev.sluice.simulation.traffic.Counts;
import dev.sluice.simulation.traffic.Latency;
import java.util.HashMap;
import java.util.Map;

/** One of several pods that answer the requests of an arm, and count them from 0. */
final class CountingPod {
  private final Arm arm;
  private final int index;
  private final int pods;
  private long requests;
  private long errors;
  private long[] slower = new long[Latency.BOUNDS.size()];

  /**
   * @param index of this pod, 0 to below {@code pods}
   */
  CountingPod(Arm arm, int index, int pods) {
    this.arm = arm;
    this.index = index;
    this.pods = pods;
  }

  /** Answers its part of what the arm answers; what does not divide goes to the first. */
  void answer(Counts all) {
    requests += part(all.requests());
    errors += part(all.errors());
    for (int i = 0; i < slower.length; i++) {
      slower[i] += part(all.slower(i));
    }
  }

  private long part(long all) {
    return all / pods + (index < all % pods ? 1 : 0);
  }

  /** The process begins anew, and so do its counters. */
  void restart() {
    requests = 0;
    errors = 0;
    slower = new long[slower.length];
  }

  /** Is scraped. */
  void tell(long time, CountedMetric ratio, CountedMetric latency) {
    tell(ratio, Role.TOTAL, "requests", "", time, requests);
    tell(ratio, Role.BAD, "errors", "", time, errors);
    for (int i = 0; i < slower.length; i++) {
      String le = Double.toString(Latency.BOUNDS.get(i));
      tell(latency, Role.LATENCY, "duration_bucket", le, time, requests - slower[i]);
    }
    tell(latency, Role.LATENCY, "duration_bucket", "+Inf", time, requests);
  }

  private void tell(
      CountedMetric metric, Role role, String name, String le, long time, long value) {
    Map<String, String> labels = new HashMap<>();
    labels.put("__name__", name);
    labels.put("instance", arm + "-" + index);
    labels.put("pod", arm + "-" + index);
    if (!le.isEmpty()) {
      labels.put("le", le);
    }
    metric.receiver(arm, role).numbers(labels, new long[] {time}, new double[] {value});
  }
}
