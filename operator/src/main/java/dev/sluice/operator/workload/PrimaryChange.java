package dev.sluice.operator.workload;

/** What {@link Workload#ensurePrimary} had to do to the primary itself. */
public enum PrimaryChange {
  /** Nothing. */
  NONE,
  /** It was not there, and was made. */
  CREATED,
  /** Flagger's primary was taken over, without a change to its pods. */
  ADOPTED,
  /** Somebody had edited it, and it was put right. */
  REPAIRED
}
