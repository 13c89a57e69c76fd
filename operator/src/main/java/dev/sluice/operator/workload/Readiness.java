package dev.sluice.operator.workload;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether a workload may take traffic. */
public sealed interface Readiness {
  /** It may. */
  record Ready() implements Readiness {}

  /**
   * It may not.
   *
   * @param text what is awaited, in Flagger's words
   * @param retriable false when waiting will not help: the progress deadline has passed
   * @param deadline when it stops being retriable although nothing happens; null when not known
   */
  record NotReady(String text, boolean retriable, @Nullable Instant deadline)
      implements Readiness {}
}
