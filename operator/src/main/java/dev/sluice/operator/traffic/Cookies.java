package dev.sluice.operator.traffic;

import org.jspecify.annotations.Nullable;

/**
 * The cookies of a rollout with session affinity, each as {@code name=value}. They are made when
 * the rollout starts and kept in the status.
 *
 * @param canary keeps a user on the canary; deleted at weight 0, when the rollout is over
 * @param primary keeps a user on the primary
 * @param previous the canary's cookie of the rollout before; deleted at weight 0 as well
 * @param baseline keeps a user on the baseline, so that it keeps its users as the canary does;
 *     deleted at weight 0 as well
 */
public record Cookies(
    @Nullable String canary,
    @Nullable String primary,
    @Nullable String previous,
    @Nullable String baseline) {
  /** No session affinity. */
  public static final Cookies NONE = new Cookies(null, null, null);

  /** Without a baseline. */
  public Cookies(@Nullable String canary, @Nullable String primary, @Nullable String previous) {
    this(canary, primary, previous, null);
  }
}
