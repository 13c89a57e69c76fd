package dev.sluice.rollout;

/** Whether a workload is up with its present template and all its pods. */
public sealed interface Readiness {
  /** Rolled out, and enough of the desired pods are available. */
  record Ready() implements Readiness {}

  /**
   * Not rolled out.
   *
   * @param message Flagger's text (A7), such as {@code podinfo.test not ready: waiting for rollout
   *     to finish: 0 of 1 (readyThreshold 100%) updated replicas are available}
   * @param retriable whether it may still come up by itself
   */
  record NotReady(String message, boolean retriable) implements Readiness {}
}
