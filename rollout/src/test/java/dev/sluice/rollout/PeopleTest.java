package dev.sluice.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What people ask for, push in the middle, suspend and delete. */
@Tag("A3")
class PeopleTest {
  @Test
  void pausesTheAdvanceButNotTheVerdict() {
    var world = analysing("good-2", Plans.weighted());
    world.ask(Request.Action.PAUSE);
    world.pass(Duration.ofMinutes(5));
    assertThat(world.routes()).contains(Split.canary(20));
    world.ask(Request.Action.RESUME);
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);

    world.push("bad-3");
    world.run(seen -> seen.stage() == Stage.ANALYSING);
    world.ask(Request.Action.PAUSE);
    world.run(seen -> seen.stage() == Stage.FAILED);
  }

  @Test
  void handlesARequestOnceAndTellsOfIt() {
    var world = analysing("good-2", Plans.weighted());
    world.ask(Request.Action.SKIP);
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);

    assertThat(world.events()).filteredOn("Request skip by alice accepted"::equals).hasSize(1);
    assertThat(Objects.requireNonNull(world.state().handled()).accepted()).isTrue();
  }

  @Test
  void refusesWhatCannotBeDoneNow() {
    var world = World.initialised(Plans.weighted(), "good-1");
    world.ask(Request.Action.PROMOTE);
    world.pass(Duration.ofSeconds(1));
    assertThat(world.events())
        .endsWith(
            "Request promote by alice refused: it cannot be done while podinfo.test is"
                + " Initialized");
  }

  @Test
  void promotesAtOnceWhenAPersonSaysSo() {
    var world = analysing("bad-2", Plans.weighted());
    world.ask(Request.Action.PROMOTE);
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);
    assertThat(world.alerts()).endsWith("Canary analysis was skipped, promotion finished.");
  }

  @Test
  void goesBackToTheRevisionBeforeAndStaysThere() {
    var world = analysing("good-2", Plans.weighted());
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);
    world.ask(Request.Action.UNDO);
    world.run(seen -> seen.stage() == Stage.FAILED);
    world.pass(Duration.ofHours(1));

    assertThat(world.stage()).isEqualTo(Stage.FAILED);
    assertThat(world.primary().orElseThrow().revision()).isEqualTo("good-1");
    assertThat(Objects.requireNonNull(world.state().failure()).reason()).isEqualTo("Undone");
  }

  @Test
  void abortsAPromotionByRestoringTheLastGoodRevision() {
    var world = analysing("good-2", Plans.weighted());
    world.run(seen -> seen.stage() == Stage.PROMOTING);
    world.pass(Duration.ofSeconds(1));
    world.ask(Request.Action.ABORT);
    world.run(seen -> seen.stage() == Stage.FAILED);
    assertThat(world.primary().orElseThrow().revision()).isEqualTo("good-1");
  }

  @Tag("A3:14")
  @Test
  void startsAgainWithTheNewestRevision() {
    var world = analysing("good-2", Plans.weighted());
    world.push("good-3");
    world.pass(Duration.ofMillis(10));
    assertThat(world.routes()).contains(Split.PRIMARY);
    assertThat(world.events())
        .contains("New revision detected! Restarting analysis for podinfo.test");
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);
    assertThat(world.state().revisions().promoted()).isEqualTo("good-3");
  }

  @Test
  void finishesAPromotionBeforeItTakesUpTheRevisionThatCameMeanwhile() {
    var world = analysing("good-2", Plans.weighted());
    world.run(
        seen ->
            seen.stage() == Stage.PROMOTING
                && seen.primary().orElseThrow().revision().equals("good-2"));
    world.push("bad-3");
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);
    assertThat(world.state().revisions().promoted()).isEqualTo("good-2");
    world.run(seen -> seen.stage() == Stage.FAILED);
    assertThat(world.state().revisions().started()).isEqualTo("bad-3");
  }

  @Test
  void analysesNothingWhenTheTargetIsBackAtThePromotedRevision() {
    var world = analysing("good-2", Plans.weighted());
    world.push("good-1");
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);
    assertThat(world.state().revisions().promoted()).isEqualTo("good-1");
    assertThat(world.target().orElseThrow().replicas()).isZero();

    world.push("bad-3");
    world.run(seen -> seen.stage() == Stage.FAILED);
    world.push("good-1");
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);

    // What failed once is a new revision again after something else was in its place.
    world.push("bad-3");
    world.run(seen -> seen.stage() == Stage.ANALYSING);
  }

  @Tag("A3:3")
  @Test
  void leavesEverythingAsItIsWhileSuspended() {
    var world = analysing("bad-2", Plans.weighted());
    world.plans(world.plans().suspended(true));
    world.pass(Duration.ofHours(1));
    assertThat(world.routes()).contains(Split.canary(20));
    assertThat(world.events())
        .filteredOn("skipping canary run as object is suspended"::equals)
        .hasSize(1);

    world.plans(world.plans().suspended(false));
    world.run(seen -> seen.stage() == Stage.FAILED);
  }

  @Test
  void holdsWhileSomethingIsMissingAndGoesOnWhenItIsMended() {
    var world = analysing("good-2", Plans.weighted());
    world.problem(new Problem("GatewayNotFound", "there is no gateway", true));
    world.pass(Duration.ofHours(1));
    assertThat(world.stage()).isEqualTo(Stage.ANALYSING);
    assertThat(world.events()).filteredOn("there is no gateway"::equals).hasSize(1);

    world.problem(null);
    world.run(seen -> seen.stage() == Stage.SUCCEEDED);
  }

  @Tag("A3:20")
  @Test
  void givesTheTargetItsTrafficBackBeforeTheCanaryIsReleased() {
    var world = analysing("slow-2", Plans.weighted());
    world.deleteCanary();
    world.run(seen -> seen.stage() == Stage.TERMINATED);

    assertThat(world.effects()).contains(new Effect.RevertInfrastructure());
    assertThat(world.target().orElseThrow().ready(world.now())).isTrue();
    assertThat(world.target().orElseThrow().replicas()).isEqualTo(3);
    assertThat(world.events())
        .endsWith("Terminating canary podinfo.test", "Terminated canary podinfo.test");
  }

  @Test
  void releasesACanaryWhoseTargetNeverComesUpInBoundedTime() {
    var world = World.initialised(Plans.weighted(), "good-1");
    world.push("broken-2");
    world.deleteCanary();
    world.run(seen -> seen.stage() == Stage.TERMINATED, Plans.DEADLINE.multipliedBy(2));
    assertThat(world.events())
        .anyMatch(text -> text.endsWith("the Canary goes all the same, it is being deleted"));
  }

  private static World analysing(String revision, Plans plans) {
    var world = World.initialised(plans, "good-1");
    world.push(revision);
    world.run(seen -> seen.stage() == Stage.ANALYSING);
    return world;
  }
}
