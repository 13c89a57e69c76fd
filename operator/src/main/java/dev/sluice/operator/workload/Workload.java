package dev.sluice.operator.workload;

import dev.sluice.crds.Canary;
import org.jspecify.annotations.Nullable;

/**
 * One kind of target, and the primary made from it. Questions are answered from caches and cost no
 * request. Commands are idempotent: carried out twice, the second one changes nothing and sends
 * nothing. All throw {@link dev.sluice.operator.kube.ProblemException} when something is missing
 * that a person has to mend: the target, its selector label, a config, the autoscaler.
 */
public interface Workload {
  /** The revision of a primary or baseline whose template somebody changed. */
  String EDITED = "edited";

  /** What the target asks to run now: its pod template and the configs that it reads. */
  Revision revision(Canary canary);

  /**
   * Whether the target asks, by its annotation {@code sluice.dev/skip-analysis}, that its present
   * revision be promoted without analysis. The annotation names the revision or the tag of one of
   * its images.
   */
  boolean skipsAnalysis(Canary canary);

  /** The target, as the canary. Not ready while it has no pods. */
  dev.sluice.rollout.Workload canary(Canary canary);

  /**
   * The primary. Its revision is the one that it was made from, or {@link #EDITED} if somebody
   * changed its template since. One that Flagger made is at the target's revision if it runs what
   * the target asks for, so that taking over from Flagger starts no analysis; otherwise at one of
   * its own, which stays the same.
   */
  dev.sluice.rollout.Workload primary(Canary canary);

  /**
   * The baseline. Its revision is the rollout that it was made for, or {@link #EDITED} if somebody
   * changed its template since.
   */
  dev.sluice.rollout.Workload baseline(Canary canary);

  /** How the pods of all are selected, and the ports that they open. */
  Exposure exposure(Canary canary);

  /**
   * Makes the primary and its configs from the target, or makes it follow the target. Only for the
   * time before the first promotion. A new primary gets the target's size.
   *
   * @param revision what the target is expected to be at; nothing is written when it has moved on
   */
  void ensurePrimary(Canary canary, String revision);

  /**
   * Makes the primary's autoscaler and disruption budget as the target's are, at once after an
   * edit, and removes those that the target has no more.
   */
  void ensureCompanions(Canary canary);

  /**
   * Stores the primary's template and configs so that they can be restored. Does nothing if the
   * revision is stored already; otherwise fails when the primary is not at it. One request, and two
   * more for each config that has changed.
   *
   * @param previous another one to keep if it is stored; all others are dropped
   */
  void keepLastGood(Canary canary, String revision, @Nullable String previous);

  /**
   * Copies the target's template and configs to the primary. With an autoscaler, the primary is
   * also made large enough for the traffic of both.
   *
   * @param revision what was judged; nothing is copied when the target has moved on
   */
  void copyTemplate(Canary canary, String revision);

  /** Gives the primary the template and configs that were kept for this revision, or makes it. */
  void restoreLastGood(Canary canary, String revision);

  /**
   * Makes the baseline, or makes it follow: the template and configs that were kept for this
   * revision, which no later promotion touches. It has no autoscaler and no disruption budget. One
   * request.
   *
   * @param rollout whose it is; another one's pods are replaced
   * @param pods its size, at least 1
   */
  void ensureBaseline(Canary canary, String revision, String rollout, int pods);

  /** Deletes the baseline; tolerates what is gone. */
  void removeBaseline(Canary canary);

  /**
   * Scales the target up to its own size: what it declares, else its autoscaler's minimum, else as
   * many pods as the primary has, else one.
   */
  void scaleUpCanary(Canary canary);

  /**
   * Scales the target.
   *
   * @param pods 0 takes the canary's pods away; an autoscaler rests meanwhile
   */
  void scaleCanary(Canary canary, int pods);
}
