package dev.sluice.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A small deterministic world with an operator in it: workloads that come up or do not, routes,
 * hooks, checks, failing requests and kills, all on one clock that jumps from event to event. It
 * writes down what happened, and {@link Invariants} watches every effect.
 */
final class World {
  /** What goes wrong with the operator's work. */
  interface Faults {
    Faults NONE =
        new Faults() {
          @Override
          public boolean fails(Effect effect) {
            return false;
          }

          @Override
          public boolean killsAfter(Effect effect) {
            return false;
          }
        };

    /** The effect does nothing and throws. */
    boolean fails(Effect effect);

    /** The process dies when the effect is done. */
    boolean killsAfter(Effect effect);
  }

  static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LATENCY = Duration.ofMillis(500);
  private static final Duration SETTLING = Duration.ofMillis(700);
  private static final int SIZE = 3;

  private Plans plans;
  private Instant now = BEGINNING;
  private State state = State.NEW;
  private Faults faults = Faults.NONE;

  private @Nullable Pods target;
  private @Nullable Pods primary;
  private @Nullable Pods baseline;
  private String baselineRollout = "";
  private @Nullable Split routes;
  private Instant routedAt = BEGINNING;
  private boolean routedByHand;
  private boolean apexOnPrimary;
  private final Set<String> store = new LinkedHashSet<>();
  private boolean deleted;
  private boolean silent;
  private boolean skipAnnotation;
  private @Nullable Request request;
  private int requests;
  private @Nullable Problem problem;
  private @Nullable Problem thrown;

  private final Map<String, Boolean> hookSays = new TreeMap<>();
  private final Map<String, Flight> flying = new HashMap<>();
  private final Map<String, Hook.Answer> answers = new HashMap<>();
  private final Map<String, Verdict> verdicts = new HashMap<>();
  private final Map<String, Integer> failures = new HashMap<>();
  private final Map<String, Integer> rounds = new HashMap<>();

  private final List<Scheduled> scheduled = new ArrayList<>();
  private final List<String> history = new ArrayList<>();
  private final List<Effect> effects = new ArrayList<>();
  private final Set<Transition> taken = new HashSet<>();
  private final Invariants invariants = new Invariants(this);
  private int stores;
  private int changes;
  private Optional<Instant> lookAgainAt = Optional.empty();

  World(Plans plans, String revision) {
    this.plans = plans;
    this.target = Pods.canary(revision, SIZE, now);
  }

  /** Already initialised with this revision. */
  static World initialised(Plans plans, String revision) {
    var world = new World(plans, revision);
    world.run(seen -> seen.state.stage() == Stage.INITIALIZED);
    return world;
  }

  /** Something that happens to the world at its moment. */
  private record Scheduled(Predicate<World> moment, Runnable event) {}

  /** A call that will be answered. */
  private record Flight(Instant at, @Nullable Hook hook, @Nullable Round round) {}

  // What is asked of it.

  State state() {
    return state;
  }

  Stage stage() {
    return state.stage();
  }

  Plan plan() {
    return plans.plan();
  }

  Instant now() {
    return now;
  }

  Optional<Pods> target() {
    return Optional.ofNullable(target);
  }

  Optional<Pods> primary() {
    return Optional.ofNullable(primary);
  }

  Optional<Pods> baseline() {
    return Optional.ofNullable(baseline);
  }

  Optional<Split> routes() {
    return Optional.ofNullable(routes);
  }

  boolean settled() {
    return !now.isBefore(routedAt.plus(SETTLING));
  }

  boolean apexOnPrimary() {
    return apexOnPrimary;
  }

  Set<String> store() {
    return store;
  }

  boolean skipAnnotation() {
    return skipAnnotation;
  }

  Set<Transition> taken() {
    return taken;
  }

  /**
   * Whether the routes are as the operator made them and it does what it can: nothing fails, and
   * nobody suspended it or let it go.
   */
  boolean attends() {
    return !routedByHand && thrown() == null && !plan().suspend() && stage() != Stage.TERMINATED;
  }

  /** Every effect that was performed, in order. */
  List<Effect> effects() {
    return effects;
  }

  Invariants invariants() {
    return invariants;
  }

  /** How often a changed state was stored. */
  int stores() {
    return stores;
  }

  List<String> events() {
    return effects.stream()
        .flatMap(
            effect ->
                effect instanceof Effect.Announce(Effect.Announce.Kind _, String text)
                    ? Stream.of(text)
                    : Stream.of())
        .toList();
  }

  List<String> alerts() {
    return effects.stream()
        .flatMap(
            effect ->
                effect instanceof Effect.Alert(Effect.Alert.Severity _, String text, boolean _)
                    ? Stream.of(text)
                    : Stream.of())
        .toList();
  }

  List<Effect.RunHook> calls(Hook.Type type) {
    return effects.stream()
        .filter(Effect.RunHook.class::isInstance)
        .map(Effect.RunHook.class::cast)
        .filter(call -> call.hook().type() == type)
        .toList();
  }

  String told() {
    return String.join("\n", history);
  }

  // What people and the cluster do.

  void plans(Plans next) {
    write("the spec is now " + next);
    plans = next;
  }

  Plans plans() {
    return plans;
  }

  void push(String revision) {
    write("the target is now at " + revision);
    if (target == null) {
      target = Pods.canary(revision, 0, now);
    }
    target.become(revision, now);
    skipAnnotation = false;
  }

  /** Nothing but the target's configs changes. */
  void configure(String configs) {
    if (target != null) {
      push(Pods.reconfigured(target.revision(), configs));
    }
  }

  /** At the first moment at which that holds. */
  void configureWhen(Predicate<World> moment, String configs) {
    scheduled.add(new Scheduled(moment, () -> configure(configs)));
  }

  /** At the first moment at which that holds. */
  void pushWhen(Predicate<World> moment, String revision) {
    scheduled.add(new Scheduled(moment, () -> push(revision)));
  }

  /** At the first moment at which that holds. */
  void askWhen(Predicate<World> moment, Request.Action action) {
    scheduled.add(new Scheduled(moment, () -> ask(action)));
  }

  /** At the first moment at which that holds. */
  void deleteWhen(Predicate<World> moment) {
    scheduled.add(new Scheduled(moment, this::deleteCanary));
  }

  void pushUnanalysed(String revision) {
    push(revision);
    skipAnnotation = true;
  }

  void deleteTarget() {
    write("the target is deleted");
    target = null;
  }

  void deletePrimary() {
    write("the primary is deleted");
    primary = null;
  }

  void editPrimary() {
    if (primary != null) {
      write("the primary is edited");
      primary.become("edited-by-hand", now);
    }
  }

  void crashPrimary(Duration time) {
    if (primary != null) {
      write("the primary's pods die for " + time);
      primary.crash(now.plus(time));
    }
  }

  void crashCanary(Duration time) {
    if (target != null) {
      write("the canary's pods die for " + time);
      target.crash(now.plus(time));
    }
  }

  void deleteBaseline() {
    write("the baseline is deleted");
    baseline = null;
  }

  void editBaseline() {
    write("the baseline is edited");
    baselineRollout = "edited-by-hand";
  }

  void crashBaseline(Duration time) {
    if (baseline != null) {
      write("the baseline's pods die for " + time);
      baseline.crash(now.plus(time));
    }
  }

  void scaleCanary(int replicas) {
    if (target != null) {
      write("an autoscaler gives the canary %d pods".formatted(replicas));
      target.scale(replicas, now);
    }
  }

  void scalePrimary(int replicas) {
    if (primary != null) {
      write("the primary is scaled to " + replicas);
      primary.scale(replicas, now);
    }
  }

  void routeByHand(Split split) {
    if (routes != null && plan().shiftsTraffic()) {
      write("somebody routes " + split);
      routes = split;
      routedAt = now;
      routedByHand = true;
    }
  }

  void deleteRoutes() {
    write("the routes are deleted");
    routes = null;
  }

  void deleteCanary() {
    write("the Canary is deleted");
    deleted = true;
  }

  void ask(Request.Action action) {
    write("alice asks: " + action.text());
    request = new Request("r" + ++requests, action, "alice", "");
  }

  /** Checks have no data from now on. */
  void silence() {
    write("the metrics are gone");
    silent = true;
  }

  void says(String hook, boolean passes) {
    write("hook %s now %s".formatted(hook, passes ? "passes" : "refuses"));
    hookSays.put(hook, passes);
  }

  boolean says(String hook) {
    return hookSays.getOrDefault(hook, !hook.equals("refuse"));
  }

  void problem(@Nullable Problem wrong) {
    write(wrong == null ? "the problem is mended" : "problem: " + wrong.message());
    problem = wrong;
  }

  void faults(Faults next) {
    faults = next;
  }

  void kill() {
    write("  the process is killed");
    answers.clear();
    verdicts.clear();
    flying.clear();
    thrown = null;
  }

  // Time.

  /** Goes on until that holds. */
  void run(Predicate<World> goal) {
    run(goal, Duration.ofMinutes(30));
  }

  void run(Predicate<World> goal, Duration longest) {
    var end = now.plus(longest);
    while (!reaches(goal)) {
      if (!now.isBefore(end)) {
        throw new AssertionError("not reached in %s:%n%s".formatted(longest, told()));
      }
      now = nextEvent(end);
    }
  }

  /** Goes on for this time. */
  void pass(Duration time) {
    var end = now.plus(time);
    reaches(_ -> false);
    while (now.isBefore(end)) {
      now = nextEvent(end);
      reaches(_ -> false);
    }
  }

  private Instant nextEvent(Instant end) {
    land();
    return Stream.of(
            lookAgainAt,
            target().flatMap(pods -> pods.nextChange(now)),
            primary().flatMap(pods -> pods.nextChange(now)),
            baseline().flatMap(pods -> pods.nextChange(now)),
            flying.values().stream().map(Flight::at).min(Instant::compareTo),
            Optional.of(routedAt.plus(SETTLING)),
            thrown == null ? Optional.<Instant>empty() : Optional.of(now.plusSeconds(1)),
            Optional.of(end))
        .flatMap(Optional::stream)
        .filter(instant -> instant.isAfter(now))
        .min(Instant::compareTo)
        .orElse(end);
  }

  /** Turns until nothing changes any more at this moment. */
  private boolean reaches(Predicate<World> goal) {
    for (int turns = 0; turns < 200; turns++) {
      if (goal.test(this)) {
        return true;
      }
      int before = changes;
      turn();
      if (changes == before) {
        invariants.rested();
        return goal.test(this);
      }
    }
    throw new AssertionError("the decisions never come to rest:\n" + told());
  }

  // The operator.

  private void turn() {
    land();
    for (var next : List.copyOf(scheduled)) {
      if (next.moment().test(this)) {
        scheduled.remove(next);
        next.event().run();
      }
    }
    var seen = observe();
    invariants.observed(seen);
    var decision = Rollout.decide(plan(), state, seen, now);
    decision.taken().ifPresent(row -> write("  %s, since %s".formatted(row.trigger(), row.why())));
    lookAgainAt = decision.lookAgainAt();
    for (var effect : decision.effects()) {
      if (faults.fails(effect)) {
        write("  %s fails".formatted(effect));
        thrown = new Problem("RequestFailed", "the API server is away", false);
        return;
      }
      if (!perform(effect)) {
        return;
      }
      if (faults.killsAfter(effect)) {
        changes++;
        kill();
        return;
      }
    }
    if (thrown != null) {
      thrown = null;
      changes++;
    }
    if (!decision.next().equals(state)) {
      changes++;
      stores++;
      store(decision);
    }
  }

  private void store(Decision decision) {
    var before = state;
    state = decision.next();
    decision.taken().ifPresent(taken::add);
    if (before.stage() != state.stage() || !before.progress().equals(state.progress())) {
      write(
          "  -> %s step %d weight %d failed %d round %d"
              .formatted(
                  state.stage(),
                  state.progress().step(),
                  state.progress().weight(),
                  state.progress().failedChecks(),
                  state.progress().round()));
    }
    answers.keySet().removeIf(key -> !state.awaits(key));
    verdicts.keySet().removeIf(key -> !state.awaits(key));
    invariants.stored(before, decision);
  }

  private @Nullable Problem thrown() {
    return problem == null ? thrown : problem;
  }

  private Observation observe() {
    var wrong = thrown();
    return new Observation(
        deleted,
        target == null ? new Workload.Absent() : target.seen(now),
        target == null ? Map.of() : Map.of("configmap/c", Pods.configs(target.revision())),
        skipAnnotation,
        primary == null ? new Workload.Absent() : primary.seen(now),
        baseline == null ? new Workload.Absent() : baseline.seen(now, baselineRollout),
        seenRoutes(),
        answers,
        verdicts,
        request,
        wrong == null ? List.of() : List.of(wrong));
  }

  private Routing seenRoutes() {
    if (!apexOnPrimary || routes == null) {
      return new Routing.Unknown("there is no route yet");
    }
    return settled()
        ? new Routing.Serving(routes)
        : new Routing.Settling(routes, "the gateway has not taken it yet");
  }

  /** Answers that are due arrive. */
  private void land() {
    for (var entry : List.copyOf(flying.entrySet())) {
      var key = entry.getKey();
      if (entry.getValue().at().isAfter(now)) {
        continue;
      }
      flying.remove(key);
      var round = entry.getValue().round();
      if (round != null) {
        var verdict = judge(round);
        verdicts.put(key, verdict);
        write("  %s: %s".formatted(key, verdict));
      }
      var hook = entry.getValue().hook();
      if (hook != null) {
        boolean passes = says(hook.name());
        answers.put(key, passes ? new Hook.Answer.Passed() : new Hook.Answer.Refused("it says no"));
        write("  %s %s".formatted(key, passes ? "passes" : "refuses"));
      }
    }
  }

  private Verdict judge(Round round) {
    var behaviour =
        silent
            ? Behaviour.SILENT
            : Behaviour.of(round.key().substring(0, round.key().indexOf('.')));
    var rollout = round.key().substring(0, round.key().indexOf('/'));
    int failed = failures.getOrDefault(rollout, 0);
    int before = rounds.merge(rollout, 1, Integer::sum) - 1;
    var verdict =
        switch (plan().judging()) {
          case Judging.Threshold() -> behaviour.verdict(round, failed);
          case Judging.Sequential _ -> behaviour.evidence(round, before, failed);
        };
    if (verdict instanceof Verdict.Failed) {
      failures.merge(rollout, 1, Integer::sum);
    }
    invariants.judged(round, verdict);
    return verdict;
  }

  private boolean fly(String key, @Nullable Hook hook, @Nullable Round round) {
    boolean late = hook != null && hook.name().endsWith("-late");
    var at = now.plus(late ? LATENCY.multipliedBy(5) : LATENCY);
    return !answers.containsKey(key)
        && !verdicts.containsKey(key)
        && flying.putIfAbsent(key, new Flight(at, hook, round)) == null;
  }

  /** Whether it could be done. */
  private boolean perform(Effect effect) {
    boolean changed =
        switch (effect) {
          case Effect.EnsurePrimary(String revision) -> targetAt(revision) && givePrimary(revision);
          case Effect.EnsureInfrastructure() -> ensureInfrastructure();
          case Effect.ScaleUpCanary() ->
              target != null && target.replicas() == 0 && target.scale(SIZE, now);
          case Effect.ScaleCanary(int pods) -> target != null && target.scale(pods, now);
          case Effect.Route(Split split) -> route(split);
          case Effect.KeepLastGood(String revision, String previous) -> keep(revision, previous);
          case Effect.CopyTemplate(String revision) -> targetAt(revision) && givePrimary(revision);
          case Effect.RestoreLastGood(String revision) ->
              store.contains(revision) && givePrimary(revision);
          case Effect.EnsureBaseline(String revision, String rollout, int pods) ->
              store.contains(revision) && giveBaseline(revision, rollout, pods);
          case Effect.RemoveBaseline() -> removeBaseline();
          case Effect.RunHook(Hook hook, String key, Phase _) -> fly(key, hook, null);
          case Effect.RunChecks(Round round) -> fly(round.key(), null, round);
          case Effect.Announce _, Effect.Alert _ -> true;
          case Effect.RevertInfrastructure() -> true;
        };
    if (refused(effect)) {
      write("  %s is refused".formatted(effect));
      thrown = new Problem("Refused", "it cannot be done now", false);
      return false;
    }
    if (changed) {
      // Telling something twice at one moment is no change that could lead to another decision.
      changes += effect.tells() ? 0 : 1;
      write("  " + effect);
      effects.add(effect);
    }
    invariants.performed(effect);
    return true;
  }

  private boolean refused(Effect effect) {
    return switch (effect) {
      case Effect.EnsurePrimary(String revision) -> !targetAt(revision);
      case Effect.CopyTemplate(String revision) -> !targetAt(revision);
      case Effect.KeepLastGood(String revision, String _) -> !store.contains(revision);
      case Effect.RestoreLastGood(String revision) -> !store.contains(revision);
      case Effect.EnsureBaseline(String revision, String _, int _) -> !store.contains(revision);
      case Effect.EnsureInfrastructure _,
          Effect.ScaleUpCanary _,
          Effect.ScaleCanary _,
          Effect.Route _,
          Effect.RemoveBaseline _,
          Effect.RunHook _,
          Effect.RunChecks _,
          Effect.Announce _,
          Effect.Alert _,
          Effect.RevertInfrastructure _ ->
          false;
    };
  }

  private boolean targetAt(String revision) {
    return target != null && target.revision().equals(revision);
  }

  private boolean givePrimary(String revision) {
    if (primary == null) {
      primary = Pods.primary(revision, SIZE, now);
      return true;
    }
    return primary.become(revision, now);
  }

  private boolean giveBaseline(String revision, String rollout, int pods) {
    if (baseline == null) {
      baseline = Pods.baseline(revision, pods, now);
      baselineRollout = rollout;
      return true;
    }
    boolean renewed = !baselineRollout.equals(rollout);
    if (renewed) {
      baseline.restart(revision, now);
      baselineRollout = rollout;
    }
    return baseline.scale(pods, now) || renewed;
  }

  private boolean removeBaseline() {
    boolean there = baseline != null;
    baseline = null;
    return there;
  }

  private boolean keep(String revision, @Nullable String previous) {
    boolean added = primary != null && primary.revision().equals(revision) && store.add(revision);
    boolean dropped =
        store.contains(revision)
            && store.removeIf(kept -> !kept.equals(revision) && !kept.equals(previous));
    return added || dropped;
  }

  private boolean ensureInfrastructure() {
    boolean changed = !apexOnPrimary || routes == null;
    apexOnPrimary = true;
    if (routes == null) {
      routes = Split.PRIMARY;
      routedAt = now;
    }
    return changed;
  }

  private boolean route(Split split) {
    invariants.routing(split);
    boolean changed = !split.equals(routes);
    if (changed) {
      routes = split;
      routedAt = now;
      routedByHand = false;
    }
    return changed;
  }

  private void write(String line) {
    history.add("%6.1fs %s".formatted(Duration.between(BEGINNING, now).toMillis() / 1000.0, line));
  }
}
