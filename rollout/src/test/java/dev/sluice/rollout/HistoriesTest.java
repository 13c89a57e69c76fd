package dev.sluice.rollout;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

/**
 * Whatever people push, ask for, break and mend, and wherever the process dies or a request fails,
 * the {@link Invariants} hold and the history ends. A failure prints the whole history.
 */
class HistoriesTest {
  @Property(
      tries = 10_000,
      seed = "2026",
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.BOUNDED)
  void everyHistoryEndsWell(@ForAll("histories") History history) {
    var world = history.play();
    Statistics.label("ended").collect(world.stage());
  }

  @Provide
  Arbitrary<History> histories() {
    return Combinators.combine(
            variants(),
            Arbitraries.of("good-0", "good-0", "good-0", "slow-0", "traitor-0", "dying-0"),
            happening().list().ofMinSize(1).ofMaxSize(12),
            Arbitraries.of(0, 0, 2, 10, 30),
            Arbitraries.of(0, 0, 2, 10, 30),
            Arbitraries.of(0, 0, 0, 3),
            Arbitraries.longs())
        .as(History::new);
  }

  private static Arbitrary<Plans> variants() {
    var strategies =
        Arbitraries.of(
            Strategy.Weighted.by(20, 40, false),
            Strategy.Weighted.by(50, 100, true),
            Strategy.Weighted.of(List.of(5, 80), false),
            Strategy.Weighted.of(
                List.of(
                    new Step(Split.canary(10), 0, Duration.ofSeconds(15), false, null, "first"),
                    new Step(
                        Split.canary(30), 0, Duration.ZERO, true, new CanarySize.Pods(2), null))),
            new Strategy.ABTest(2),
            new Strategy.BlueGreen(2, false),
            new Strategy.BlueGreen(1, true));
    var hooks =
        Arbitraries.of(Hook.Type.class)
            .set()
            .ofMaxSize(4)
            .map(types -> (UnaryOperator<Plans>) plans -> hooked(plans, types));
    return Combinators.combine(
            strategies,
            hooks,
            Arbitraries.of(true, true, true, false),
            Arbitraries.of(0, 0, 30),
            Arbitraries.of(true, true, true, false),
            Arbitraries.of(
                CanarySize.AS_DECLARED,
                CanarySize.AS_DECLARED,
                new CanarySize.Percent(50),
                new CanarySize.FollowWeight()),
            Arbitraries.of(1, 2, 3),
            Combinators.combine(judged(), Arbitraries.of(-1, -1, 0, 0, 2))
                .as(
                    (judged, baseline) ->
                        (UnaryOperator<Plans>) plans -> beside(judged.apply(plans), baseline)))
        .as(
            (strategy, hooked, shifts, back, rollsBack, size, threshold, judged) -> {
              var plans = hooked.apply(Plans.of(strategy).shiftingBackBy(back));
              plans = judged.apply(plans.sized(size).threshold(threshold));
              plans = shifts ? plans : plans.withoutShifting();
              return rollsBack ? plans : plans.freezing();
            });
  }

  /** By whom, and whether it is watched when it is promoted. */
  private static Arbitrary<UnaryOperator<Plans>> judged() {
    return Combinators.combine(
            Arbitraries.of(false, false, true),
            Arbitraries.of(true, false),
            Arbitraries.of(0, 0, 7, 25).map(Duration::ofSeconds))
        .as(
            (sequential, early, bake) ->
                plans -> (sequential ? plans.sequential(early) : plans).baking(bake));
  }

  /** Beside a baseline of that size, unless that is negative. */
  private static Plans beside(Plans plans, int baseline) {
    return baseline < 0 ? plans : plans.baseline(baseline);
  }

  /** Two of some types, the second of which answers later. */
  private static Plans hooked(Plans plans, Set<Hook.Type> types) {
    for (var type : types) {
      plans = plans.hook(type, type == Hook.Type.ROLLBACK ? "refuse" : type.text());
      if (type == Hook.Type.PRE_ROLLOUT || type == Hook.Type.POST_ROLLOUT) {
        plans = plans.hook(type, type.text() + "-late");
      }
    }
    return plans;
  }

  private static Arbitrary<Happening> happening() {
    return Combinators.combine(
            Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.just(Happening.What.PUSH)),
                Tuple.of(5, Arbitraries.of(Happening.What.class))),
            Arbitraries.of(Behaviour.class),
            Arbitraries.of(Hook.Type.class),
            Arbitraries.of(Request.Action.class),
            Arbitraries.integers().between(0, 45))
        .as(Happening::new);
  }

  /** Something that happens, and how long nothing else does. */
  record Happening(
      What what, Behaviour behaviour, Hook.Type hook, Request.Action action, int seconds) {
    enum What {
      PUSH,
      PUSH_UNANALYSED,
      PUSH_PROMOTED,
      CONFIGURE,
      FLIP_HOOK,
      ASK,
      DELETE_PRIMARY,
      EDIT_PRIMARY,
      CRASH_PRIMARY,
      CRASH_CANARY,
      SCALE_CANARY,
      DELETE_BASELINE,
      EDIT_BASELINE,
      CRASH_BASELINE,
      TOGGLE_BASELINE,
      ROUTE_BY_HAND,
      DELETE_ROUTES,
      DELETE_TARGET,
      RECREATE_TARGET,
      SUSPEND,
      BLOCK,
      SCALE_PRIMARY,
      SKIP_ANALYSIS,
      LOSE_HOOKS,
      CHANGE_JUDGE,
      SHORTEN,
      DELETE_CANARY
    }

    void happen(World world, int number) {
      switch (what) {
        case PUSH -> world.push(behaviour.word() + "-" + number);
        case PUSH_UNANALYSED -> world.pushUnanalysed(behaviour.word() + "-" + number);
        case PUSH_PROMOTED -> {
          var promoted = world.state().revisions().promoted();
          if (promoted != null) {
            world.push(promoted);
          }
        }
        case CONFIGURE -> world.configure(behaviour.word() + "-" + number);
        case FLIP_HOOK -> {
          var name = hook == Hook.Type.ROLLBACK ? "refuse" : hook.text();
          world.says(name, !world.says(name));
        }
        case ASK -> world.ask(action);
        case DELETE_PRIMARY -> world.deletePrimary();
        case EDIT_PRIMARY -> world.editPrimary();
        case CRASH_PRIMARY -> world.crashPrimary(Duration.ofSeconds(seconds * 2L));
        case CRASH_CANARY -> world.crashCanary(Duration.ofSeconds(seconds * 2L));
        case SCALE_CANARY -> {
          if (world.target().filter(pods -> pods.replicas() > 0).isPresent()) {
            world.scaleCanary(1 + seconds % 4);
          }
        }
        case DELETE_BASELINE -> world.deleteBaseline();
        case EDIT_BASELINE -> world.editBaseline();
        case CRASH_BASELINE -> world.crashBaseline(Duration.ofSeconds(seconds * 2L));
        case TOGGLE_BASELINE ->
            world.plans(
                world.plan().hasBaseline()
                    ? world.plans().withoutBaseline()
                    : world.plans().baseline(seconds % 3));
        case ROUTE_BY_HAND ->
            world.routeByHand(
                number % 2 == 0
                    ? Split.canary(seconds * 2)
                    : new Split(100 - 2 * seconds, seconds, seconds, false));
        case DELETE_ROUTES -> world.deleteRoutes();
        case DELETE_TARGET -> world.deleteTarget();
        case RECREATE_TARGET -> recreateTarget(world);
        case SUSPEND -> world.plans(world.plans().suspended(!world.plan().suspend()));
        case BLOCK -> world.problem(new Problem("GatewayNotFound", "there is no gateway", true));
        case SCALE_PRIMARY -> world.scalePrimary(seconds % 5);
        case SKIP_ANALYSIS -> world.plans(world.plans().skipping());
        case LOSE_HOOKS -> world.plans(world.plans().withoutHooks());
        case CHANGE_JUDGE ->
            world.plans(
                (seconds % 2 == 0 ? world.plans().sequential(true) : world.plans().thresholds())
                    .baking(Duration.ofSeconds(seconds % 3)));
        case SHORTEN -> world.plans(world.plans().strategy(Strategy.Weighted.by(60, 60, false)));
        case DELETE_CANARY -> {
          if (number > 4) {
            world.deleteCanary();
          }
        }
      }
    }

    private void recreateTarget(World world) {
      var revision = world.target().map(Pods::revision);
      world.deleteTarget();
      world.pass(Duration.ofSeconds(seconds));
      revision.ifPresent(world::push);
    }

    @Override
    public String toString() {
      return "%s %s %s %s, then %ds".formatted(what, behaviour, hook, action, seconds);
    }
  }

  /**
   * @param kills percent of the effects after which the process dies
   * @param failures percent of the effects that fail
   * @param races percent of the effects just before which the target changes
   */
  record History(
      Plans plans,
      String first,
      List<Happening> happenings,
      int kills,
      int failures,
      int races,
      long seed) {
    World play() {
      var world = new World(plans, first);
      world.faults(new Faults(world, new Random(seed), kills, failures, races));
      world.pass(Duration.ofSeconds(15));
      int number = 0;
      for (var happening : happenings) {
        happening.happen(world, ++number);
        world.pass(Duration.ofSeconds(happening.seconds()));
      }
      mend(world);
      world.pass(Duration.ofMinutes(12));
      new Ended(world).check();
      return world;
    }

    private static void mend(World world) {
      world.faults(World.Faults.NONE);
      world.problem(null);
      world.plans(world.plans().suspended(false));
      if (world.target().isEmpty()) {
        world.push("good-99");
      }
      if (world.primary().isPresent()) {
        world.scalePrimary(3);
      }
    }
  }

  private record Faults(World world, Random random, int kills, int failures, int races)
      implements World.Faults {
    @Override
    public boolean fails(Effect effect) {
      if (random.nextInt(100) < races) {
        world.push("good-" + random.nextInt(1000, 2000));
      }
      return random.nextInt(100) < failures;
    }

    @Override
    public boolean killsAfter(Effect effect) {
      return random.nextInt(100) < kills;
    }
  }
}
