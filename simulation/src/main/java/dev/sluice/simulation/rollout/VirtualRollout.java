package dev.sluice.simulation.rollout;

import dev.sluice.rollout.Decision;
import dev.sluice.rollout.Effect;
import dev.sluice.rollout.Judging;
import dev.sluice.rollout.Observation;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.Progress;
import dev.sluice.rollout.Revisions;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.Round;
import dev.sluice.rollout.Stage;
import dev.sluice.rollout.State;
import dev.sluice.rollout.Verdict;
import dev.sluice.simulation.traffic.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One rollout in virtual time. What is decided is decided by {@link Rollout}; pods come up after
 * ten seconds, routes and hooks answer at once, and a person approves every step that holds.
 */
public final class VirtualRollout {
  /** More changes than any rollout makes without waiting for something. */
  private static final int MOST_CHANGES = 1_000;

  /** No rollout takes longer, unless it waits for nothing. */
  private static final Duration LONGEST = Duration.ofDays(30);

  private static final Duration LONGEST_STRETCH = Duration.ofSeconds(15);
  private static final Duration HOUR = Duration.ofHours(1);

  private final Plan plan;
  private final Jury jury;
  private final VirtualClock clock;
  private final World world;
  private final Flow flow;

  private State state = released();
  private Optional<Instant> lookAgainAt = Optional.empty();
  private @Nullable Instant givenUpAt;
  private boolean asksAPerson;

  private final List<Moment> moments = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private Flow.Answers answers = Flow.Answers.NONE;
  private int weight;
  private Jury.@Nullable Ruling ruling;
  private boolean worthTelling;

  /**
   * @param traffic of this rollout alone, from its beginning
   * @param log is told of all requests; the jury reads it
   * @param clock that the jury reads, too
   */
  public VirtualRollout(
      Plan plan,
      Surroundings surroundings,
      Traffic traffic,
      RequestLog log,
      Jury jury,
      VirtualClock clock) {
    this.plan = plan;
    this.jury = jury;
    this.clock = clock;
    this.world = new World(plan, surroundings, clock);
    this.flow = new Flow(traffic, log, clock, stretch(plan));
  }

  /** As long as an interval of evidence, and as rounds are apart. */
  private static Duration stretch(Plan plan) {
    Duration rounds =
        switch (plan.judging()) {
          case Judging.Threshold() -> plan.interval();
          case Judging.Sequential(Duration interval, boolean _) -> interval;
        };
    return rounds.compareTo(LONGEST_STRETCH) < 0 ? rounds : LONGEST_STRETCH;
  }

  private static State released() {
    return new State(
        Stage.INITIALIZED,
        VirtualClock.BEGINNING,
        new Revisions(World.RELEASED, World.RELEASED, World.RELEASED, null),
        0,
        Progress.NONE,
        Set.of(),
        null,
        null,
        false,
        false,
        false,
        null,
        null,
        Map.of());
  }

  /**
   * From the new revision to its end.
   *
   * @throws InterruptedException when the thread is interrupted
   */
  public Story run() throws InterruptedException {
    flow.past();
    settle();
    while (!isOver()) {
      tell();
      Instant next = next();
      if (next.isAfter(VirtualClock.BEGINNING.plus(LONGEST))) {
        throw new IllegalStateException("the rollout does not end: " + state);
      }
      weight = world.weight();
      answers = answers.plus(flow.advance(next, world.shares(state.stage().undecided())));
      settle();
    }
    tell();
    return new Story(moments, ending());
  }

  private boolean isOver() {
    return (state.rollout() > 0 && state.stage().atRest()) || asksAPerson;
  }

  private Instant next() {
    return Stream.of(lookAgainAt, world.nextChange())
        .flatMap(Optional::stream)
        .filter(instant -> instant.isAfter(clock.instant()))
        .min(Instant::compareTo)
        .orElseThrow(() -> new IllegalStateException("the rollout waits for nothing: " + state));
  }

  /** Goes on until nothing changes any more at this time. */
  private void settle() throws InterruptedException {
    for (int changes = 0; changes < MOST_CHANGES; changes++) {
      Observation seen = world.seen();
      Decision decision = Rollout.decide(plan, state, seen, clock.instant());
      for (Effect effect : decision.effects()) {
        perform(effect);
      }
      boolean changed = !decision.next().equals(state);
      enter(decision.next());
      lookAgainAt = decision.lookAgainAt();
      if (!changed && world.seen().equals(seen)) {
        return;
      }
    }
    throw new IllegalStateException("the rollout does not come to rest: " + state);
  }

  private void perform(Effect effect) throws InterruptedException {
    world.perform(effect);
    if (effect instanceof Effect.Announce(var _, String text)) {
      told.add(text);
    }
    if (effect instanceof Effect.RunChecks(Round round)) {
      Jury.Ruling said = jury.judge(round);
      ruling = said;
      worthTelling |= round.complete();
      world.verdict(round.key(), said.verdict());
    }
  }

  private void enter(State next) {
    boolean begins =
        state.progress().analysisStartedAt() == null && next.progress().analysisStartedAt() != null;
    boolean bakes = state.stage() != Stage.BAKING && next.stage() == Stage.BAKING;
    if (begins || bakes) {
      flow.align();
    }
    if (givenUpAt == null && isGivenUp(next.stage())) {
      givenUpAt = clock.instant();
    }
    state = next;
    world.forgetAllBut(state);
    if (state.stage() == Stage.HOLDING) {
      asksAPerson = ruling != null && ruling.verdict() instanceof Verdict.Inconclusive;
      if (!asksAPerson) {
        world.approve(state);
      }
    }
  }

  private static boolean isGivenUp(Stage stage) {
    return switch (stage) {
      case ROLLING_BACK, RECOVERING, FROZEN, FAILED -> true;
      case NEW,
          INITIALIZING,
          INITIALIZED,
          WAITING,
          STARTING,
          ANALYSING,
          HOLDING,
          WAITING_PROMOTION,
          PROMOTING,
          SHIFTING_BACK,
          FINALISING,
          BAKING,
          SUCCEEDED,
          RETURNING,
          TERMINATING,
          TERMINATED ->
          false;
    };
  }

  /** Writes down what happened since the last time, if anybody wants to know. */
  private void tell() {
    if (told.isEmpty() && !worthTelling) {
      return;
    }
    moments.add(
        new Moment(
            Duration.between(VirtualClock.BEGINNING, clock.instant()),
            weight,
            answers.canary(),
            answers.control(),
            ruling == null ? OptionalDouble.empty() : ruling.evidence(),
            ruling == null ? null : ruling.remark(),
            told));
    told.clear();
    answers = Flow.Answers.NONE;
    ruling = null;
    worthTelling = false;
  }

  private Ending ending() {
    Instant at = givenUpAt == null ? clock.instant() : givenUpAt;
    Ending.Kind kind = kind();
    return new Ending(
        kind,
        Duration.between(VirtualClock.BEGINNING, at),
        flow.answered(),
        flow.excess(),
        kind == Ending.Kind.PROMOTED ? flow.excessIfReleased(HOUR) : 0);
  }

  private Ending.Kind kind() {
    if (state.stage() == Stage.FROZEN) {
      return Ending.Kind.FROZEN;
    }
    if (givenUpAt != null) {
      return bakeFailed() ? Ending.Kind.TAKEN_BACK : Ending.Kind.ROLLED_BACK;
    }
    return asksAPerson ? Ending.Kind.UNDECIDED : Ending.Kind.PROMOTED;
  }

  private boolean bakeFailed() {
    return state.failure() != null && state.failure().reason().equals("BakeFailed");
  }
}
