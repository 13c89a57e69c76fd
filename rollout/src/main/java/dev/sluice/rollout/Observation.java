package dev.sluice.rollout;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of the world, at one moment.
 *
 * @param deleted whether the Canary is being deleted
 * @param canary the target
 * @param trackedConfigs the target's configs and their hashes, for the status
 * @param skipAnalysis whether the target carries the one-shot annotation for its present revision
 * @param baseline its revision is the {@link State#key()} of the rollout that it was made for, or
 *     anything else if somebody edited it since
 * @param hooks answers by key
 * @param verdicts verdicts of rounds by key
 * @param request the request that the Canary carries, handled or not
 * @param problems what is wrong outside of the rollout
 */
public record Observation(
    boolean deleted,
    Workload canary,
    Map<String, String> trackedConfigs,
    boolean skipAnalysis,
    Workload primary,
    Workload baseline,
    Routing routes,
    Map<String, Hook.Answer> hooks,
    Map<String, Verdict> verdicts,
    @Nullable Request request,
    List<Problem> problems) {
  public Observation {
    trackedConfigs = Map.copyOf(trackedConfigs);
    hooks = Map.copyOf(hooks);
    verdicts = Map.copyOf(verdicts);
    problems = List.copyOf(problems);
  }
}
