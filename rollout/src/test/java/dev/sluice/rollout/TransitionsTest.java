package dev.sluice.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every row of the table is taken by a world that comes to it by itself. */
class TransitionsTest {
  @TestFactory
  Stream<DynamicTest> takesEveryTransition() {
    return Transitions.all().stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    "%s on %s to %s".formatted(row.from(), row.trigger(), row.to()),
                    () -> {
                      var world = Paths.to(row);
                      Paths.take(world, row);
                      world.run(seen -> seen.taken().contains(row));
                    }));
  }

  @Test
  void refusesATransitionThatIsNotListed() {
    assertThatThrownBy(() -> Transitions.of(Stage.FAILED, Trigger.PROMOTE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no transition from FAILED on PROMOTE");
  }

  @Test
  void reachesEveryStageAndLeavesAllButTheLast() {
    assertThat(Stage.values())
        .allSatisfy(
            stage -> {
              assertThat(Transitions.all())
                  .anyMatch(row -> row.to() == stage || stage == Stage.NEW);
              assertThat(Transitions.all())
                  .anyMatch(row -> row.from() == stage || stage == Stage.TERMINATED);
            });
  }
}
