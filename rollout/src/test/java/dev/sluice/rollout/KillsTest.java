package dev.sluice.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever effect the process dies after, or cannot do at first, the rollout ends the same. */
class KillsTest {
  private static final int LONGEST = 60;
  private static final Request.Action RESUME = Request.Action.RESUME;
  private static final List<Step> HELD =
      List.of(
          Step.weight(10),
          Step.weight(20),
          new Step(Split.canary(40), 0, Duration.ZERO, true, null, "half"),
          Step.weight(60));

  @TestFactory
  Stream<DynamicTest> endsTheSameWhereverTheProcessIsKilled() {
    return Ending.all().stream()
        .flatMap(
            ending ->
                Stream.iterate(0, nth -> nth + 1)
                    .limit(LONGEST)
                    .map(
                        nth ->
                            DynamicTest.dynamicTest(
                                "%s, killed after effect %d".formatted(ending.name(), nth),
                                () -> ending.play(new Nth(nth, true)))));
  }

  @TestFactory
  Stream<DynamicTest> endsTheSameWhicheverEffectFails() {
    return Ending.all().stream()
        .flatMap(
            ending ->
                Stream.iterate(0, nth -> nth + 1)
                    .limit(LONGEST)
                    .map(
                        nth ->
                            DynamicTest.dynamicTest(
                                "%s, effect %d fails".formatted(ending.name(), nth),
                                () -> ending.play(new Nth(nth, false)))));
  }

  /** A story and how it must end. */
  private record Ending(String name, Stage stage, String onPrimary, Supplier<World> begin) {
    private static List<Ending> all() {
      var reverting =
          new Ending(
              "deleted",
              Stage.TERMINATED,
              "good-1",
              () -> {
                var world = story(Plans.weighted(), "good-2").get();
                world.deleteWhen(seen -> seen.stage() == Stage.ANALYSING);
                return world;
              });
      return List.of(
          promoted("promoted", Plans.weighted()),
          promoted("promoted, traffic back in steps", Plans.weighted().shiftingBackBy(15)),
          promoted("promoted through hooks", hooked()),
          promoted("promoted by blue/green", Plans.of(new Strategy.BlueGreen(2, true))),
          promoted("promoted beside a baseline", Plans.weighted().baseline(0)),
          notPromoted(
              "rolled back beside a baseline", Stage.FAILED, Plans.weighted().baseline(2), "bad-2"),
          notPromoted(
              "frozen beside a baseline",
              Stage.FROZEN,
              Plans.weighted().baseline(0).freezing(),
              "bad-2"),
          promoted(
              "promoted, pods following the weight",
              Plans.weighted().sized(new CanarySize.FollowWeight())),
          promoted(
              "promoted with configs that changed in the middle",
              "good-2",
              "good-2+blue",
              Plans.weighted(),
              world -> world.configureWhen(seen -> seen.stage() == Stage.ANALYSING, "blue")),
          promoted(
              "promoted with configs that changed in the middle, confirmed",
              "good-2",
              "good-2+blue",
              Plans.weighted().hook(Hook.Type.CONFIRM_ROLLOUT, "confirm"),
              world -> world.configureWhen(seen -> seen.stage() == Stage.ANALYSING, "blue")),
          promoted("promoted and baked", Plans.weighted().baking(Duration.ofSeconds(15))),
          promoted("promoted by evidence", Plans.weighted().sequential(false)),
          promoted("promoted early", Plans.weighted().sequential(true)),
          promoted(
              "promoted early, through a hold",
              "good-2",
              Plans.of(Strategy.Weighted.of(HELD)).sequential(true),
              world -> world.askWhen(seen -> seen.stage() == Stage.HOLDING, RESUME)),
          promoted(
              "promoted without a verdict",
              "vague-2",
              Plans.weighted().sequential(false),
              world -> world.askWhen(seen -> seen.stage() == Stage.HOLDING, RESUME)),
          notPromoted("regressed", Stage.FAILED, Plans.weighted().sequential(true), "bad-2"),
          notPromoted(
              "gone back in the bake",
              Stage.FAILED,
              Plans.weighted().baking(Duration.ofMinutes(1)),
              "sour-2"),
          notPromoted(
              "regressed in the bake",
              Stage.FAILED,
              Plans.weighted().sequential(true).baking(Duration.ofMinutes(1)),
              "sour-2"),
          notPromoted("rolled back", Stage.FAILED, Plans.weighted(), "bad-2"),
          notPromoted("never started", Stage.FAILED, Plans.weighted(), "broken-2"),
          notPromoted("frozen", Stage.FROZEN, Plans.weighted().freezing(), "bad-2"),
          notPromoted("primary never ready", Stage.FAILED, Plans.weighted(), "traitor-2"),
          reverting);
    }

    private static Ending promoted(String name, Plans plans) {
      return promoted(name, "good-2", plans, _ -> {});
    }

    private static Ending promoted(
        String name, String revision, Plans plans, Consumer<World> people) {
      return promoted(name, revision, revision, plans, people);
    }

    private static Ending promoted(
        String name, String revision, String onPrimary, Plans plans, Consumer<World> people) {
      return new Ending(
          name,
          Stage.SUCCEEDED,
          onPrimary,
          () -> {
            var world = story(plans, revision).get();
            people.accept(world);
            return world;
          });
    }

    private static Ending notPromoted(String name, Stage stage, Plans plans, String revision) {
      return new Ending(name, stage, "good-1", story(plans, revision));
    }

    private void play(World.Faults faults) {
      var world = begin.get();
      world.faults(faults);
      world.run(seen -> seen.stage() == stage);
      world.pass(Plans.INTERVAL);
      assertThat(world.stage()).isEqualTo(stage);
      assertThat(world.primary().orElseThrow().revision()).isEqualTo(onPrimary);
      assertThat(world.baseline().isPresent())
          .isEqualTo(stage == Stage.FROZEN && world.plan().hasBaseline());
    }

    private static Supplier<World> story(Plans plans, String revision) {
      return () -> {
        var world = new World(plans, "good-1");
        world.pushWhen(seen -> seen.stage() == Stage.INITIALIZED, revision);
        return world;
      };
    }

    private static Plans hooked() {
      var plans = Plans.weighted();
      for (var type : Hook.Type.values()) {
        plans = plans.hook(type, type == Hook.Type.ROLLBACK ? "refuse" : type.text());
      }
      return plans;
    }
  }

  /** The nth effect fails, or is the last one that the process does. */
  private static final class Nth implements World.Faults {
    private final int nth;
    private final boolean kill;
    private int count;

    private Nth(int nth, boolean kill) {
      this.nth = nth;
      this.kill = kill;
    }

    @Override
    public boolean fails(Effect effect) {
      return !kill && count++ == nth;
    }

    @Override
    public boolean killsAfter(Effect effect) {
      return kill && count++ == nth;
    }
  }
}
