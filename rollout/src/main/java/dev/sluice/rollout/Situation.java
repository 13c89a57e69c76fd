package dev.sluice.rollout;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Everything that a decision is made from, and what can be read off it at once. */
record Situation(Plan plan, State state, Observation seen, Instant now) {
  Situation with(State other) {
    return new Situation(plan, other, seen, now);
  }

  Texts texts() {
    return new Texts(plan.subject());
  }

  Progress progress() {
    return state.progress();
  }

  /** Nothing to do but wait. */
  Outcome stay() {
    return Outcome.of(state);
  }

  /** The stage changes as the table says; {@code changed} has everything else. */
  Outcome move(Trigger trigger, State changed) {
    var row = Transitions.of(state.stage(), trigger);
    return new Outcome(changed.withStage(row.to(), now), List.of(), null, row);
  }

  Outcome move(Trigger trigger) {
    return move(trigger, state);
  }

  boolean due() {
    var due = progress().dueAt();
    return due == null || !now.isBefore(due);
  }

  Instant nextInterval() {
    return now.plus(plan.interval());
  }

  /**
   * Whether the present round asks hooks and checks with bounds too, and not for evidence alone.
   */
  boolean completeRound() {
    return switch (plan.judging()) {
      case Judging.Threshold() -> true;
      case Judging.Sequential _ -> progress().completeRoundAt() == null;
    };
  }

  /** When the next round is due where evidence is gathered, given when the next complete one is. */
  Instant roundBefore(Instant complete) {
    return switch (plan.judging()) {
      case Judging.Threshold() -> complete;
      case Judging.Sequential(var interval, boolean _) -> {
        var next = now.plus(interval);
        yield next.isBefore(complete) ? next : complete;
      }
    };
  }

  /** When the wait that began with the stage is over. */
  Instant stageDeadline() {
    return state.since().plus(plan.progressDeadline());
  }

  boolean passed(Instant deadline) {
    return !now.isBefore(deadline);
  }

  /** Whether the spec, the target or a person wants this revision promoted without analysis. */
  boolean skipsAnalysis() {
    return plan.skipAnalysis() || seen.skipAnalysis() || state.skipped();
  }

  // The workloads.

  Optional<String> targetRevision() {
    return seen.canary() instanceof Workload.Present target
        ? Optional.of(target.revision())
        : Optional.empty();
  }

  /** Whether the target still has the revision that this rollout is about. */
  boolean targetStarted() {
    return seen.canary().at(state.revisions().started());
  }

  /** The configs of a revision, which only the target knows: none if it is at another. */
  Map<String, String> configsOf(@Nullable String revision) {
    return seen.canary().at(revision) ? seen.trackedConfigs() : Map.of();
  }

  /** Whether the canary can be given traffic. */
  boolean canaryReady() {
    return seen.canary().readyWith(state.revisions().started()) && !Renewal.owed(this);
  }

  boolean primaryPromoted() {
    return seen.primary().at(state.revisions().promoted());
  }

  /**
   * The effect that gives a primary that was deleted or edited what was judged last, never what is
   * being judged.
   */
  List<Effect> restoredPrimary() {
    var promoted = state.revisions().promoted();
    return promoted == null || primaryPromoted()
        ? List.of()
        : List.of(new Effect.RestoreLastGood(promoted));
  }

  /**
   * Whether all traffic can be taken back to the primary: it is ready, or it is the proven revision
   * and some of its pods are available.
   */
  boolean primaryServes() {
    return seen.primary() instanceof Workload.Present primary
        && (primary.ready() || (primaryPromoted() && primary.available() > 0));
  }

  /** Why the workload is not ready, in the words of the contract (A7). */
  String unreadiness(Workload workload, String name) {
    return switch (workload) {
      case Workload.Absent _ -> name + " not ready: it does not exist";
      case Workload.Present present ->
          switch (present.readiness()) {
            case Readiness.NotReady(String message, boolean _) -> message;
            case Readiness.Ready _ ->
                present.replicas() == 0
                    ? name + " not ready: it is scaled to zero"
                    : name + " not ready: it is not at the expected revision";
          };
    };
  }

  /** Whether the workload says that it will not come up by itself. */
  static boolean lost(Workload workload) {
    return workload instanceof Workload.Present present
        && present.readiness() instanceof Readiness.NotReady(String _, boolean retriable)
        && !retriable;
  }

  // The traffic.

  /** Whether the gateway obeys this split; always so where traffic cannot be shifted. */
  boolean serving(Split split) {
    return !plan.shiftsTraffic()
        || (seen.routes() instanceof Routing.Serving(Split actual) && actual.equals(split));
  }

  /**
   * The effects that make the routes say this split; none if they do, or if that would give more
   * traffic to a workload that cannot take it.
   */
  List<Effect> route(Split wanted) {
    if (!plan.shiftsTraffic()) {
      return List.of();
    }
    return switch (seen.routes()) {
      case Routing.Unknown _ -> List.of(new Effect.EnsureInfrastructure());
      case Routing.Serving(Split actual) -> route(actual, wanted);
      case Routing.Settling(Split actual, String _) -> route(actual, wanted);
    };
  }

  private List<Effect> route(Split actual, Split wanted) {
    boolean safe =
        (wanted.primary() <= actual.primary() || primaryTakesTraffic())
            && (wanted.canary() <= actual.canary() || canaryReady())
            && (wanted.baseline() <= actual.baseline() || Baselines.takesTraffic(this))
            && (!wanted.mirrored() || actual.mirrored() || canaryReady());
    return actual.equals(wanted) || !safe ? List.of() : List.of(new Effect.Route(wanted));
  }

  /**
   * While it is being promoted, the primary must be wholly ready, with what it had or with what it
   * gets; otherwise some pods are enough.
   */
  private boolean primaryTakesTraffic() {
    return switch (state.stage()) {
      case PROMOTING, SHIFTING_BACK, FINALISING ->
          seen.primary().readyWith(state.revisions().started())
              || seen.primary().readyWith(state.revisions().promoted());
      case NEW,
          INITIALIZING,
          INITIALIZED,
          WAITING,
          STARTING,
          ANALYSING,
          HOLDING,
          WAITING_PROMOTION,
          BAKING,
          SUCCEEDED,
          RETURNING,
          ROLLING_BACK,
          RECOVERING,
          FAILED,
          FROZEN,
          TERMINATING,
          TERMINATED ->
          primaryServes();
    };
  }

  /** The effects that bring the routes back to what this state wants. */
  List<Effect> correctedRoutes() {
    return route(progress().split());
  }

  // The ledger.

  boolean entered(String entry) {
    return state.ledger().contains(entry);
  }

  /** These effects and an entry in the ledger, unless the entry is there already. */
  Outcome once(String entry, Effect... effects) {
    return entered(entry) ? stay() : Outcome.of(state.withEntry(entry)).then(effects);
  }

  // Problems.

  /** What is wrong, as it is to be told; the one that blocks first. */
  @Nullable Problem problem() {
    var all = new ArrayList<>(seen.problems());
    if (seen.canary() instanceof Workload.Absent && all.stream().noneMatch(Problem::blocking)) {
      all.add(
          new Problem(
              "TargetNotFound",
              "%s %s is not there: create it, or correct spec.targetRef"
                  .formatted(plan.subject().kind(), texts().target()),
              true));
    }
    return all.stream()
        .filter(Problem::blocking)
        .findFirst()
        .or(() -> all.stream().findFirst())
        .orElse(null);
  }

  boolean blocked() {
    var problem = problem();
    return problem != null && problem.blocking();
  }

  boolean tellsOfProblem() {
    return !Objects.equals(problem(), state.problem());
  }
}
