package dev.sluice.operator.workload;

import dev.sluice.crds.Canary;

/**
 * One kind of target, and the primary made from it. Questions are answered from caches and cost no
 * request. Commands are idempotent: carried out twice, the second one changes nothing and sends
 * nothing. All throw {@link dev.sluice.operator.kube.ProblemException} when something is missing
 * that a person has to mend: the target, its selector label, a config, the autoscaler.
 */
public interface Workload {
  /** What the target asks to run now: its pod template and the configs that it reads. */
  Revision revision(Canary canary);

  /** Which revision the primary carries. */
  PrimaryState primary(Canary canary);

  /** Whether the primary may take all the traffic. */
  Readiness primaryReadiness(Canary canary);

  /**
   * Whether the target, as the canary, may take traffic. Not ready while it runs another pod
   * template than the one it has now, and while it has no pods.
   */
  Readiness canaryReadiness(Canary canary);

  /** How the pods of both are selected, and the ports that they open. */
  Exposure exposure(Canary canary);

  /**
   * Makes the primary, its configs, its autoscaler and its disruption budget as they should be. The
   * first primary is made from the target; a primary that somebody edited or deleted is made again
   * from the last good revision, never from one that was not promoted. An edit of the target's
   * autoscaler or budget is followed at once. While a promotion is not proven, the primary's
   * template is left alone.
   */
  PrimaryChange ensurePrimary(Canary canary);

  /**
   * Copies the target's template and configs to the primary, and first sees to it that the last
   * good ones can be restored. With an autoscaler, the primary is also made large enough for the
   * traffic of both.
   *
   * @param judged the revision that was judged; nothing is copied when the target has moved on
   */
  void promote(Canary canary, Revision judged);

  /**
   * The promoted revision is proven: it becomes the last good one, and the one before is let go.
   */
  void keep(Canary canary, Revision promoted);

  /** Puts the last good template and configs back on the primary. */
  void restoreLastGood(Canary canary);

  /**
   * Sizes the canary. Where the target has an autoscaler it is only started, with at least the
   * autoscaler's minimum; the autoscaler does the rest.
   */
  void scaleCanary(Canary canary, CanarySize size);

  /** Takes the canary's pods away. */
  void scaleCanaryToZero(Canary canary);

  /**
   * Gives the target the primary's size again, before its traffic goes back to it. Tolerates what
   * is gone.
   */
  void revert(Canary canary);
}
