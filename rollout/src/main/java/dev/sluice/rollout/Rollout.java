package dev.sluice.rollout;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What to do next, as a pure function. */
public final class Rollout {
  private static final String SUSPENDED = "skipping canary run as object is suspended";

  private Rollout() {}

  /**
   * What to do next. The same arguments give the same decision; at most one transition is taken.
   *
   * @param state what was stored last; never what a decision wanted whose effects were not all done
   */
  public static Decision decide(Plan plan, State state, Observation seen, Instant now) {
    var situation = new Situation(plan, withSeen(state, seen), seen, now);
    var outcome = keepUp(situation, Baselines.removed(situation, outcome(situation)));
    var next = outcome.next();
    boolean changed = !next.equals(state);
    return new Decision(
        next,
        telling(outcome.effects()),
        changed ? Optional.of(now) : Optional.ofNullable(lookAgain(situation, outcome)),
        Conditions.of(plan, next),
        Optional.ofNullable(outcome.taken()));
  }

  /** With what only tells at the end, so that neither traffic nor pods wait for it. */
  private static List<Effect> telling(List<Effect> effects) {
    return effects.stream().sorted(Comparator.comparing(Effect::tells)).toList();
  }

  private static State withSeen(State state, Observation seen) {
    return seen.canary() instanceof Workload.Present target
        ? state.withRevisions(state.revisions().withSeen(target.revision()))
        : state;
  }

  private static Outcome outcome(Situation now) {
    var stage = now.state().stage();
    if (stage == Stage.TERMINATED) {
      return now.stay();
    }
    if (now.seen().deleted()) {
      return stage == Stage.TERMINATING ? Terminating.handle(now) : Terminating.begin(now);
    }
    if (now.plan().suspend() != now.state().suspended()) {
      return suspension(now);
    }
    if (now.plan().suspend()) {
      return now.stay();
    }
    if (now.tellsOfProblem()) {
      return problem(now);
    }
    var requested = Requests.handle(now);
    if (requested.isPresent()) {
      return requested.get();
    }
    return now.blocked() ? blocked(now) : inStage(now);
  }

  private static Outcome inStage(Situation now) {
    return switch (now.state().stage()) {
      case NEW -> Initialising.begin(now);
      case INITIALIZING -> Initialising.handle(now);
      case INITIALIZED, SUCCEEDED, FAILED -> Idle.handle(now);
      case WAITING -> Waiting.handle(now);
      case STARTING -> Starting.handle(now);
      case ANALYSING, HOLDING, WAITING_PROMOTION -> Analysing.handle(now);
      case FROZEN -> Frozen.handle(now);
      case PROMOTING -> Promoting.copy(now);
      case SHIFTING_BACK -> Promoting.shift(now);
      case FINALISING -> Promoting.finish(now);
      case BAKING -> Baking.handle(now);
      case RETURNING, ROLLING_BACK -> Withdrawing.handle(now);
      case RECOVERING -> Recovering.handle(now);
      case TERMINATING -> Terminating.handle(now);
      case TERMINATED -> now.stay();
    };
  }

  private static Outcome suspension(Situation now) {
    return now.plan().suspend()
        ? Outcome.of(now.state().withSuspended(true)).then(Texts.normal(SUSPENDED))
        : Outcome.of(now.state().withSuspended(false).withClocksRestarted(now.now()));
  }

  /** Tells of what is wrong once; when it is mended, deadlines begin anew. */
  private static Outcome problem(Situation now) {
    var before = now.state().problem();
    var problem = now.problem();
    var state = now.state().withProblem(problem);
    if (problem == null) {
      boolean blocked = before != null && before.blocking();
      return Outcome.of(blocked ? state.withClocksRestarted(now.now()) : state);
    }
    return Outcome.of(state).then(Texts.warning(problem.message()));
  }

  /** Nothing goes forward, but what makes the traffic safer goes on. */
  private static Outcome blocked(Situation now) {
    return switch (now.state().stage()) {
      case NEW, INITIALIZING -> now.stay();
      case INITIALIZED, SUCCEEDED, FAILED -> Idle.keep(now);
      case WAITING, STARTING, ANALYSING, HOLDING, WAITING_PROMOTION, FROZEN ->
          now.seen().canary() instanceof Workload.Absent
              ? Interruptions.of(now).orElseGet(now::stay)
              : Baselines.rebalance(now).orElseGet(() -> now.stay().then(now.correctedRoutes()));
      case PROMOTING,
          SHIFTING_BACK,
          FINALISING,
          RETURNING,
          ROLLING_BACK,
          RECOVERING,
          TERMINATING,
          TERMINATED ->
          inStage(now);
      case BAKING -> Baking.watch(now);
    };
  }

  /** A decision with nothing else to do keeps services, scalers and routes as the spec has them. */
  private static Outcome keepUp(Situation now, Outcome outcome) {
    var keeps =
        switch (outcome.next().stage()) {
          case INITIALIZED,
              SUCCEEDED,
              FAILED,
              WAITING,
              STARTING,
              ANALYSING,
              HOLDING,
              WAITING_PROMOTION,
              FROZEN,
              PROMOTING,
              SHIFTING_BACK,
              FINALISING,
              BAKING,
              RETURNING,
              ROLLING_BACK,
              RECOVERING ->
              true;
          case NEW, INITIALIZING, TERMINATING, TERMINATED -> false;
        };
    boolean quiet = outcome.effects().isEmpty() && outcome.next().equals(now.state());
    return keeps && quiet && !now.plan().suspend()
        ? outcome.then(new Effect.EnsureInfrastructure())
        : outcome;
  }

  /** A wait without an end of its own is looked at every interval, should an event be lost. */
  private static @Nullable Instant lookAgain(Situation now, Outcome outcome) {
    if (outcome.until() != null || outcome.next().stage().atRest() || now.plan().suspend()) {
      return outcome.until();
    }
    return now.nextInterval();
  }
}
