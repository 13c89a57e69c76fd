package dev.sluice.rollout;

/** How many pods the canary runs with. */
public sealed interface CanarySize {
  /** As Flagger: what the target declares, else its autoscaler's minimum, else one. */
  CanarySize AS_DECLARED = new AsDeclared();

  /** As Flagger: what the target declares, else its autoscaler's minimum, else one. */
  record AsDeclared() implements CanarySize {}

  /** A number of pods, at least 1. */
  record Pods(int pods) implements CanarySize {
    public Pods {
      if (pods < 1) {
        throw new IllegalArgumentException("canaryReplicas must be at least 1: " + pods);
      }
    }
  }

  /** A share of the primary's pods, from 1 to 100 percent, rounded up. */
  record Percent(int percent) implements CanarySize {
    public Percent {
      if (percent < 1 || percent > 100) {
        throw new IllegalArgumentException(
            "canaryReplicas must be from 1%% to 100%%: %d%%".formatted(percent));
      }
    }
  }

  /** The same share of the primary's pods as the canary's share of the traffic, rounded up. */
  record FollowWeight() implements CanarySize {}
}
