package dev.sluice.operator.git.receiver;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Lets each of many callers through so often: a number at once, and one more after each pause. The
 * caller that was heard of longest ago is forgotten first.
 */
final class RateLimit {
  private static final int MOST = 10_000;

  private final int burst;
  private final Duration pause;
  private final InstantSource clock;

  /** By caller: when it has all its calls again. */
  private final Map<String, Instant> full =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > MOST;
        }
      };

  RateLimit(int burst, Duration pause, InstantSource clock) {
    this.burst = burst;
    this.pause = pause;
    this.clock = clock;
  }

  /** Empty if the caller may go on; otherwise how long it has to wait. */
  synchronized Optional<Duration> take(String caller) {
    Instant now = clock.instant();
    Instant known = full.getOrDefault(caller, now);
    Instant from = known.isBefore(now) ? now : known;
    Instant next = from.plus(pause);
    Duration over = Duration.between(now.plus(pause.multipliedBy(burst)), next);
    if (over.isPositive()) {
      return Optional.of(over);
    }
    full.put(caller, next);
    return Optional.empty();
  }
}
