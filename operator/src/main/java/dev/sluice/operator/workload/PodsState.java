package dev.sluice.operator.workload;

/** A workload as it was seen. */
public sealed interface PodsState {
  /** The revision of a primary whose template somebody changed. */
  String EDITED = "edited";

  /** Not there. */
  record Absent() implements PodsState {}

  /**
   * There.
   *
   * @param revision see {@link Revision#id}, or {@link #EDITED}
   * @param replicas desired pods
   * @param available pods that take traffic, of whatever template
   */
  record Present(String revision, int replicas, int available, Readiness readiness)
      implements PodsState {}
}
