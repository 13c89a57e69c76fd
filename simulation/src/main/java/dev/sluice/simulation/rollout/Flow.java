package dev.sluice.simulation.rollout;

import dev.sluice.analysis.counting.Arm;
import dev.sluice.simulation.traffic.Counts;
import dev.sluice.simulation.traffic.Tick;
import dev.sluice.simulation.traffic.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Lets traffic flow while the clock goes on, and counts what the new revision costs. */
final class Flow {
  private static final Duration PAST = Duration.ofHours(1);

  private final Traffic traffic;
  private final RequestLog log;
  private final VirtualClock clock;
  private final Duration grid;
  private Instant aligned = VirtualClock.BEGINNING;
  private double answered;
  private double excess;

  /**
   * @param grid stretches are at most so long, and end where evidence intervals do
   */
  Flow(Traffic traffic, RequestLog log, VirtualClock clock, Duration grid) {
    this.traffic = traffic;
    this.log = log;
    this.clock = clock;
    this.grid = grid;
  }

  /** The hour before. */
  void past() {
    int stretches = Math.toIntExact(PAST.dividedBy(grid));
    List<Counts> past = traffic.history(stretches, seconds(grid));
    for (int i = 0; i < stretches; i++) {
      Instant end = VirtualClock.BEGINNING.minus(grid.multipliedBy(stretches - 1L - i));
      log.add(end, Map.of(Arm.PRIMARY, new RequestLog.Answered(past.get(i), Double.NaN)));
    }
  }

  /** Intervals of evidence begin now. */
  void align() {
    aligned = clock.instant();
  }

  /** Goes on to a time; returns what both arms answered until then. */
  Answers advance(Instant to, World.Shares shares) {
    Answers all = Answers.NONE;
    while (clock.instant().isBefore(to)) {
      Instant end = earlier(to, nextOfGrid());
      all = all.plus(stretch(Duration.between(clock.instant(), end), end, shares));
      clock.set(end);
    }
    return all;
  }

  /**
   * What was answered.
   *
   * @param canary by the new revision
   * @param control by the arm that it is compared with
   */
  record Answers(Counts canary, Counts control) {
    static final Answers NONE = new Answers(RequestLog.NONE, RequestLog.NONE);

    Answers plus(Answers more) {
      return new Answers(canary.plus(more.canary), control.plus(more.control));
    }
  }

  private Answers stretch(Duration length, Instant end, World.Shares shares) {
    double weight = shares.users() + shares.others();
    Tick tick = traffic.next(seconds(length), weight, shares.control());
    if (weight > 0) {
      answered += tick.canary().requests() * shares.users() / weight;
      excess += tick.excess() * shares.users() / weight;
    }
    Map<Arm, RequestLog.Answered> arms = new EnumMap<>(Arm.class);
    arms.put(shares.compared(), new RequestLog.Answered(tick.control(), tick.controlMillis()));
    arms.put(shares.renewed(), new RequestLog.Answered(tick.canary(), tick.canaryMillis()));
    log.add(end, arms);
    return new Answers(tick.canary(), tick.control());
  }

  private Instant nextOfGrid() {
    long passed = Duration.between(aligned, clock.instant()).dividedBy(grid);
    return aligned.plus(grid.multipliedBy(passed + 1));
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  /** Requests of users that the new revision answered. */
  long answered() {
    return Math.round(answered);
  }

  /** Of those, how many are to be expected to have failed, or to have been slow, because of it. */
  double excess() {
    return excess;
  }

  /** The same of what would come in so much time, if it answered everything from now on. */
  double excessIfReleased(Duration time) {
    return traffic.excessIfReleased(seconds(time));
  }
}
