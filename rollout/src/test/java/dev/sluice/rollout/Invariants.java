package dev.sluice.rollout;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What must hold whatever fails and whenever, checked at every effect and every stored state. */
final class Invariants {
  private static final Observation NOTHING =
      new Observation(
          false,
          new Workload.Absent(),
          Map.of(),
          false,
          new Workload.Absent(),
          new Workload.Absent(),
          new Routing.Unknown(""),
          Map.of(),
          Map.of(),
          null,
          List.of());

  private final World world;
  private Observation seen = NOTHING;
  private boolean stale;
  private final Set<String> seenReadyOnPrimary = new HashSet<>();
  private final Map<String, Set<Integer>> passedSteps = new HashMap<>();
  private final Set<String> proven = new HashSet<>();
  private final Map<String, Set<String>> hookKeys = new HashMap<>();
  private final Set<String> skipped = new HashSet<>();
  private final Set<String> stepped = new HashSet<>();
  private boolean alerted;
  private boolean announced;
  private @Nullable String promoted;

  Invariants(World world) {
    this.world = world;
  }

  /** What the decision is made from; a decision cannot know what happens after it was made. */
  void observed(Observation observation) {
    seen = observation;
    stale = world.target().filter(Pods::stale).isPresent();
    if (observation.primary() instanceof Workload.Present primary && primary.ready()) {
      seenReadyOnPrimary.add(primary.revision());
    }
  }

  /** Before the traffic is shared differently. */
  void routing(Split wanted) {
    var actual = world.routes().orElse(Split.PRIMARY);
    if (wanted.primary() > actual.primary()) {
      require(
          seen.primary() instanceof Workload.Present primary
              && seenReadyOnPrimary.contains(primary.revision())
              && primary.available() > 0,
          "more traffic to a primary that was not seen ready: " + seen.primary());
    }
    if (wanted.canary() > actual.canary() || (wanted.mirrored() && !actual.mirrored())) {
      require(
          seen.canary().readyWith(world.state().revisions().started()),
          "more traffic to a canary that is not ready: " + seen.canary());
      require(!stale, "more traffic to pods that run with the configs before");
    }
    if (wanted.baseline() > actual.baseline()) {
      require(
          seen.baseline().readyWith(world.state().key()),
          "more traffic to a baseline that is not ready: " + seen.baseline());
    }
    require(wanted.baseline() <= wanted.canary(), "the baseline gets more than the canary");
  }

  /** Nothing more is done at this moment. */
  void rested() {
    var routes = world.routes().orElse(Split.PRIMARY);
    boolean answered =
        routes.baseline() == 0
            || world.baseline().filter(pods -> pods.available(world.now()) > 0).isPresent();
    boolean primaryCould =
        world.primary().filter(pods -> pods.ready(world.now())).isPresent()
            && world.primary().get().revision().equals(world.state().revisions().promoted());
    require(
        answered || !primaryCould || !world.attends(),
        "requests go to a baseline that does not answer");
  }

  /** What a round said that was asked for in this state. */
  void judged(Round round, Verdict verdict) {
    var state = world.state();
    boolean accepted = state.ledger().contains(Advance.ACCEPTED);
    switch (verdict) {
      case Verdict.Passed _ -> passed(state, round);
      case Verdict.Proven(boolean wholly, String _) -> {
        passed(state, round);
        if (wholly && world.plan().earlyPromotion()) {
          proven.add(rollout(state));
        }
      }
      case Verdict.Inconclusive _ -> {
        if (accepted) {
          passed(state, round);
        }
      }
      case Verdict.Undecided _, Verdict.Failed _, Verdict.Regressed _, Verdict.Held _ -> {}
    }
  }

  /** Nothing but a complete round is enough to go on. */
  private void passed(State state, Round round) {
    if (round.complete()) {
      passedSteps
          .computeIfAbsent(rollout(state), _ -> new HashSet<>())
          .add(state.progress().step());
    }
  }

  void performed(Effect effect) {
    switch (effect) {
      case Effect.CopyTemplate(String revision) -> {
        require(judged(), revision + " is copied without having been judged or skipped");
        require(
            promoted == null || world.store().contains(promoted),
            "the last good revision %s cannot be restored".formatted(promoted));
      }
      case Effect.ScaleCanary(int pods) -> {
        if (pods == 0) {
          require(world.apexOnPrimary(), "the target is scaled to zero while it serves");
          require(
              !world.plan().shiftsTraffic()
                  || (seen.routes() instanceof Routing.Serving(Split split) && split.canary() == 0),
              "the canary is scaled to zero while it gets traffic");
        }
      }
      case Effect.EnsureBaseline(String revision, String _, int pods) -> {
        require(revision.equals(promoted), "the baseline is not the promoted revision");
        int declared = world.plan().baseline() == null ? 0 : world.plan().baseline().pods();
        int canary = seen.canary() instanceof Workload.Present target ? target.replicas() : 0;
        require(
            pods == (declared == 0 ? canary : declared),
            "the baseline is not as large as it is to be");
      }
      case Effect.RemoveBaseline _ ->
          require(
              world.state().stage() == Stage.TERMINATING
                  || (seen.routes() instanceof Routing.Serving(Split split)
                      && split.baseline() == 0),
              "the baseline is removed while it gets traffic");
      case Effect.EnsureInfrastructure _ ->
          require(
              !seenReadyOnPrimary.isEmpty(), "traffic is taken over before the primary is ready");
      case Effect.RunHook call -> {
        if (call.hook().type() == Hook.Type.PRE_ROLLOUT
            || call.hook().type() == Hook.Type.POST_ROLLOUT) {
          once(call);
        }
      }
      case Effect.Announce _ -> announced = true;
      case Effect.Alert _ -> alerted = true;
      case Effect.EnsurePrimary _,
          Effect.ScaleUpCanary _,
          Effect.Route _,
          Effect.KeepLastGood _,
          Effect.RestoreLastGood _,
          Effect.RunChecks _,
          Effect.RevertInfrastructure _ -> {}
    }
  }

  void stored(State before, Decision decision) {
    var state = decision.next();
    var handled = state.handled();
    if (handled != null
        && !handled.equals(before.handled())
        && handled.accepted()
        && (handled.request().action() == Request.Action.PROMOTE
            || handled.request().action() == Request.Action.SKIP)) {
      skipped.add(rollout(before));
    }
    if (decision.taken().map(Transition::trigger).filter(Trigger.STEP::equals).isPresent()) {
      stepped.add(rollout(state));
    }
    if (before.stage() != state.stage()) {
      entered(state);
    }
    restorable(state);
    promoted = state.revisions().promoted();
  }

  /** Until the bake is over the revision before can come back. */
  private void restorable(State state) {
    var previous = state.revisions().previous();
    require(
        state.stage() != Stage.BAKING || (previous != null && world.store().contains(previous)),
        "the revision before, %s, is not kept during the bake".formatted(previous));
  }

  private void entered(State state) {
    if (!state.stage().atRest()) {
      return;
    }
    require(announced, "no event tells of " + state.stage());
    require(alerted || state.stage() == Stage.TERMINATED, "no alert tells of " + state.stage());
    boolean failed = state.stage() == Stage.FAILED || state.stage() == Stage.FROZEN;
    require(!failed || state.failure() != null, "no reason is given for " + state.stage());
    announced = false;
    alerted = false;
  }

  private boolean judged() {
    var state = world.state();
    boolean skips =
        world.plan().skipAnalysis() || state.skipped() || skipped.contains(rollout(state));
    var steps = world.plan().strategy().steps().size();
    var passed = passedSteps.getOrDefault(rollout(state), Set.of());
    boolean all = true;
    for (int step = 1; step <= steps; step++) {
      all &= passed.contains(step);
    }
    all |= proven.contains(rollout(state)) && !passed.isEmpty();
    return skips || (all && state.progress().failedChecks() < world.plan().threshold());
  }

  /** A hook that passed is not called again: all its calls but the first follow a refusal. */
  private void once(Effect.RunHook call) {
    var state = world.state();
    var id = rollout(state) + "/" + call.hook().type() + "/" + call.hook().name();
    hookKeys.computeIfAbsent(id, _ -> new HashSet<>()).add(call.key());
    require(
        !state.ledger().contains(HookRun.entry(world.plan(), call.hook(), "")),
        "hook %s is called again".formatted(call.hook().name()));
    require(
        call.hook().type() == Hook.Type.POST_ROLLOUT || !stepped.contains(rollout(state)),
        "hook %s is called after the first step".formatted(call.hook().name()));
    int allowed =
        call.hook().type() == Hook.Type.POST_ROLLOUT ? 1 : 1 + state.progress().failedChecks();
    require(
        hookKeys.getOrDefault(id, Set.of()).size() <= allowed,
        "hook %s is called under several keys".formatted(call.hook().name()));
  }

  private static String rollout(State state) {
    return state.revisions().started() + "." + state.rollout();
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      throw broken(otherwise);
    }
  }

  private AssertionError broken(String what) {
    return new AssertionError(what + "\n" + world.told());
  }
}
