package dev.sluice.simulation.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.counting.Arm;
import dev.sluice.rollout.CanarySize;
import dev.sluice.rollout.Judging;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.Strategy;
import dev.sluice.rollout.Verdict;
import dev.sluice.simulation.traffic.Change;
import dev.sluice.simulation.traffic.Release;
import dev.sluice.simulation.traffic.Service;
import dev.sluice.simulation.traffic.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class VirtualRolloutTest {
  private static final Surroundings PLAIN = new Surroundings(0.1, 1, 0);
  private static final Verdict PASSED = new Verdict.Passed();
  private static final Verdict REGRESSED = new Verdict.Regressed("it is worse");

  private final VirtualClock clock = new VirtualClock();
  private final RequestLog log = new RequestLog();
  private final List<Integer> weights = new ArrayList<>();
  private Strategy strategy = Strategy.Weighted.of(List.of(10, 50), false);
  private Duration bake = Duration.ZERO;
  private Release release = Release.of();

  @Test
  void takesTheStepsOfThePlanAndPromotes() throws InterruptedException {
    Story story = run(PASSED);
    assertThat(weights).containsExactly(10, 50);
    assertThat(story.ending().kind()).isEqualTo(Ending.Kind.PROMOTED);
    // Pods take 10 s, each step a minute, and the primary's new pods 10 s.
    assertThat(story.ending().at()).isEqualTo(Duration.ofSeconds(140));
    assertThat(story.moments().getFirst().told())
        .containsExactly("New revision detected! Scaling up app.test");
  }

  @Test
  void countsRequestsAsTheRoutesShareThem() throws InterruptedException {
    Story story = run(PASSED);
    Moment first = story.moments().get(2);
    assertThat(first.weight()).isEqualTo(10);
    assertThat(first.canary().requests()).isBetween(500L, 700L);
    assertThat(first.control().requests()).isBetween(5_000L, 5_800L);
    Instant begun = VirtualClock.BEGINNING.plusSeconds(10);
    assertThat(log.between(Arm.CANARY, begun, begun.plusSeconds(60)).requests())
        .isEqualTo(first.canary().requests());
    assertThat(log.between(Arm.CANARY, VirtualClock.BEGINNING, begun).requests()).isZero();
    assertThat(
            log.between(Arm.PRIMARY, begun.minusSeconds(1800), begun.minusSeconds(10)).requests())
        .as("the hour before")
        .isBetween(178_000L, 182_000L);
  }

  @Test
  void rollsBackAndTellsWhatItCost() throws InterruptedException {
    release = Release.of(new Change.Errors(0.2));
    Ending ending = run(PASSED, REGRESSED).ending();
    assertThat(ending.kind()).isEqualTo(Ending.Kind.ROLLED_BACK);
    assertThat(ending.at()).isEqualTo(Duration.ofSeconds(130));
    assertThat(ending.answered()).isBetween(3_300L, 3_900L);
    assertThat(ending.excess() / ending.answered()).isBetween(0.18, 0.2);
    assertThat(ending.perHour()).isZero();
  }

  @Test
  void tellsWhatAnHourOfWhatWasPromotedCosts() throws InterruptedException {
    release = Release.of(new Change.Errors(0.2));
    assertThat(run(PASSED).ending().perHour()).isBetween(68_000.0, 68_500.0);
  }

  @Test
  void takesBackWhatFailsInTheBake() throws InterruptedException {
    bake = Duration.ofMinutes(5);
    Ending ending = run(PASSED, PASSED, REGRESSED).ending();
    assertThat(ending.kind()).isEqualTo(Ending.Kind.TAKEN_BACK);
    // In the bake all requests are the new revision's.
    assertThat(ending.answered()).isGreaterThan(9_000);
  }

  @Test
  void endsWhereAPersonIsAsked() throws InterruptedException {
    assertThat(run(new Verdict.Inconclusive("nothing is certain")).ending().kind())
        .isEqualTo(Ending.Kind.UNDECIDED);
  }

  @Test
  void sendsTheCanaryALoadTestWhileItIsJudged() throws InterruptedException {
    strategy = new Strategy.BlueGreen(2, false);
    Story story = run(new Surroundings(0.1, 1, 0.05), PASSED);
    assertThat(story.moments().get(2).canary().requests()).isBetween(200L, 400L);
    assertThat(weights).containsExactly(0, 0, 100);
  }

  @Test
  void givesAnABTestTheRequestsThatMatch() throws InterruptedException {
    strategy = new Strategy.ABTest(1);
    Moment judged = run(PASSED).moments().get(2);
    assertThat(judged.canary().requests()).isBetween(500L, 700L);
    assertThat(judged.control().requests()).isBetween(5_000L, 5_800L);
  }

  private Story run(Verdict... verdicts) throws InterruptedException {
    return run(PLAIN, verdicts);
  }

  /** The last of the verdicts is said again and again. */
  private Story run(Surroundings surroundings, Verdict... verdicts) throws InterruptedException {
    Jury jury =
        round -> {
          Verdict verdict = verdicts[Math.min(weights.size(), verdicts.length - 1)];
          weights.add(round.weight());
          return new Jury.Ruling(verdict, OptionalDouble.empty(), null);
        };
    Traffic traffic = new Traffic(Service.steady(100, 0.01), release, 15, 3);
    return new VirtualRollout(plan(), surroundings, traffic, log, jury, clock).run();
  }

  private Plan plan() {
    return new Plan(
        Plan.Subject.of("app", "test", "Deployment", "app"),
        strategy,
        true,
        Duration.ofMinutes(1),
        2,
        new Judging.Threshold(),
        Duration.ofMinutes(10),
        bake,
        0,
        List.of(),
        false,
        false,
        Plan.OnFailure.ROLLBACK,
        CanarySize.AS_DECLARED,
        null);
  }
}
