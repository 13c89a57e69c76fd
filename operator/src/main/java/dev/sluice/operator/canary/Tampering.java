package dev.sluice.operator.canary;

import dev.sluice.crds.Canary;
import dev.sluice.operator.workload.Workload;
import dev.sluice.rollout.Observation;
import dev.sluice.rollout.Problem;
import dev.sluice.rollout.Stage;
import dev.sluice.rollout.State;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells when somebody else has changed the primary; the rollout itself puts it right. */
final class Tampering {
  /** Where nobody but the operator itself has a reason to change the primary, and does not. */
  private static final Set<Stage> STEADY =
      EnumSet.of(
          Stage.INITIALIZED,
          Stage.BAKING,
          Stage.SUCCEEDED,
          Stage.FAILED,
          Stage.WAITING,
          Stage.STARTING,
          Stage.ANALYSING,
          Stage.HOLDING,
          Stage.WAITING_PROMOTION,
          Stage.FROZEN);

  private Tampering() {}

  /** What was seen, with this as one more problem, which is in nobody's way. */
  static Observation told(Canary canary, State state, Observation seen) {
    return problem(canary, state, seen)
        .map(
            problem -> {
              List<Problem> problems = new ArrayList<>(seen.problems());
              problems.add(problem);
              return new Observation(
                  seen.deleted(),
                  seen.canary(),
                  seen.trackedConfigs(),
                  seen.skipAnalysis(),
                  seen.primary(),
                  seen.baseline(),
                  seen.routes(),
                  seen.hooks(),
                  seen.verdicts(),
                  seen.request(),
                  problems);
            })
        .orElse(seen);
  }

  private static Optional<Problem> problem(Canary canary, State state, Observation seen) {
    if (seen.deleted() || state.revisions().promoted() == null || !STEADY.contains(state.stage())) {
      return Optional.empty();
    }
    return switch (seen.primary()) {
      case dev.sluice.rollout.Workload.Absent() -> Optional.of(problem(canary, "deleted"));
      case dev.sluice.rollout.Workload.Present primary
          when primary.revision().equals(Workload.EDITED) ->
          Optional.of(problem(canary, "edited"));
      case dev.sluice.rollout.Workload.Present _ -> Optional.empty();
    };
  }

  private static Problem problem(Canary canary, String what) {
    String target = canary.getSpec().targetRef().name();
    return new Problem(
        "PrimaryChanged",
        "%1$s %2$s-primary.%3$s was %4$s by somebody else: it gets the last good revision again; change %2$s.%3$s to release another one"
            .formatted(
                canary.getSpec().targetRef().kind(),
                target,
                canary.getMetadata().getNamespace(),
                what),
        false);
  }
}
