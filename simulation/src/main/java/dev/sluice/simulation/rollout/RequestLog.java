package dev.sluice.simulation.rollout;

import dev.sluice.analysis.counting.Arm;
import dev.sluice.simulation.traffic.Counts;
import dev.sluice.simulation.traffic.Latency;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What each arm answered, stretch by stretch: what a metrics server would know of it. */
public final class RequestLog {
  /** Nothing answered. */
  static final Counts NONE = Counts.of(0, 0, new long[Latency.BOUNDS.size()]);

  private final List<Stretch> stretches = new ArrayList<>();

  /** One arm's answers, and their mean duration in milliseconds; NaN without an answer. */
  record Answered(Counts counts, double millis) {}

  private record Stretch(Instant end, Map<Arm, Answered> arms) {}

  /** What was answered from the end of the last stretch to this time; nothing by other arms. */
  void add(Instant end, Map<Arm, Answered> arms) {
    stretches.add(new Stretch(end, new EnumMap<>(arms)));
  }

  /** What an arm answered in all stretches that ended after one time and not after another. */
  public Counts between(Arm arm, Instant from, Instant to) {
    Counts sum = NONE;
    for (int i = firstEndingAfter(from); i < stretches.size() && endsBy(i, to); i++) {
      Answered answered = stretches.get(i).arms.get(arm);
      if (answered != null) {
        sum = sum == NONE ? answered.counts : sum.plus(answered.counts);
      }
    }
    return sum;
  }

  /** The mean duration of the same requests in milliseconds; NaN without a request. */
  public double millisBetween(Arm arm, Instant from, Instant to) {
    double sum = 0;
    long requests = 0;
    for (int i = firstEndingAfter(from); i < stretches.size() && endsBy(i, to); i++) {
      Answered answered = stretches.get(i).arms.get(arm);
      if (answered != null && answered.counts.requests() > 0) {
        sum += answered.counts.requests() * answered.millis;
        requests += answered.counts.requests();
      }
    }
    return requests == 0 ? Double.NaN : sum / requests;
  }

  private boolean endsBy(int stretch, Instant time) {
    return !stretches.get(stretch).end.isAfter(time);
  }

  private int firstEndingAfter(Instant time) {
    int low = 0;
    int high = stretches.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (stretches.get(middle).end.isAfter(time)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
