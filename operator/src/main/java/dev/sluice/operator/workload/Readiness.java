package dev.sluice.operator.workload;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether a workload is up with its present template and enough of its pods. */
public sealed interface Readiness {
  /** It is. */
  record Ready() implements Readiness {}

  /**
   * It is not.
   *
   * @param text Flagger's words, such as {@code podinfo-primary.test not ready: waiting for rollout
   *     to finish: 1 old replicas are pending termination}
   * @param retriable false when waiting will not help: the progress deadline has passed
   * @param deadline when it stops being retriable although nothing happens; null when not known
   */
  record NotReady(String text, boolean retriable, @Nullable Instant deadline)
      implements Readiness {}
}
