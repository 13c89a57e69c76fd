package dev.sluice.operator.workload;

/** What the primary carries. */
public sealed interface PrimaryState {
  /** There is none. */
  record Missing() implements PrimaryState {}

  /**
   * One that Sluice wrote.
   *
   * @param revision the {@link Revision#id} that it carries
   * @param proven whether that is the last good revision; false between {@link Workload#promote}
   *     and {@link Workload#keep} or {@link Workload#restoreLastGood}
   */
  record Carries(String revision, boolean proven) implements PrimaryState {}

  /**
   * One that Flagger made, before {@link Workload#ensurePrimary} takes it over.
   *
   * @param sameAsTarget whether it runs what the target asks for, so that there is nothing to
   *     analyse
   */
  record Foreign(boolean sameAsTarget) implements PrimaryState {}
}
