package dev.sluice.rollout;

import java.util.List;

/** How many pods a step needs. */
final class Sizing {
  private Sizing() {}

  /** Pods for the canary in this step; 0 leaves it to what the target declares. */
  static int pods(Situation now, Step step) {
    int primary =
        now.seen().primary() instanceof Workload.Present present
            ? Math.max(1, present.replicas())
            : 1;
    var declared = step.replicas();
    var size = declared == null ? now.plan().canarySize() : declared;
    int pods =
        switch (size) {
          case CanarySize.AsDeclared _ -> 0;
          case CanarySize.Pods(int number) -> number;
          case CanarySize.Percent(int percent) -> share(primary, percent);
          case CanarySize.FollowWeight _ ->
              share(primary, step.split().mirrored() ? 100 : step.split().canary());
        };
    // In an A/B test all matching requests are only a part of the traffic.
    boolean everything =
        step.split().canary() == 100
            && now.plan().shiftsTraffic()
            && !(now.plan().strategy() instanceof Strategy.ABTest);
    return everything && pods > 0 ? Math.max(pods, primary) : pods;
  }

  /** The effect that gives the canary this size. */
  static List<Effect> scale(int pods) {
    return List.of(pods == 0 ? new Effect.ScaleUpCanary() : new Effect.ScaleCanary(pods));
  }

  private static int share(int pods, int percent) {
    return Math.max(1, Math.ceilDiv(pods * percent, 100));
  }
}
