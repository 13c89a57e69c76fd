package dev.sluice.operator.git.sync;

import dev.sluice.crds.GitSync;
import dev.sluice.operator.kube.GoDuration;
import dev.sluice.operator.kube.ProblemException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a GitSync says of time. */
final class SyncTimes {
  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(5);
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private SyncTimes() {}

  /** How often the repository is asked; 5 s or more. */
  static Duration interval(GitSync sync) {
    Duration interval = duration(sync.getSpec().interval(), "spec.interval", INTERVAL);
    return interval.compareTo(SHORTEST_INTERVAL) < 0 ? SHORTEST_INTERVAL : interval;
  }

  /** How long an attempt may take, objects to become healthy, and another tool to apply. */
  static Duration timeout(GitSync sync) {
    return duration(sync.getSpec().timeout(), "spec.timeout", TIMEOUT);
  }

  private static Duration duration(@Nullable String text, String field, Duration otherwise) {
    try {
      return text == null ? otherwise : GoDuration.parse(text, field);
    } catch (ProblemException e) {
      // The API server lets no such duration in, unless its definition is of another release.
      return otherwise;
    }
  }
}
