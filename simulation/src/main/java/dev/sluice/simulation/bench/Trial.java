package dev.sluice.simulation.bench;

import dev.sluice.simulation.policy.Decision;
import dev.sluice.simulation.policy.IntervalObservation;
import dev.sluice.simulation.policy.Policy;
import dev.sluice.simulation.traffic.Scenario;
import dev.sluice.simulation.traffic.Scenario.Special;
import dev.sluice.simulation.traffic.Tick;
import dev.sluice.simulation.traffic.Traffic;
import java.util.Optional;

/** One rollout in virtual time. The weights are in its hands, the decisions are the policy's. */
final class Trial {
  /** For so long a bad release that nobody saw gets all traffic, in seconds. */
  private static final double MISS = 3600;

  private final Scenario scenario;
  private final Contestant contestant;
  private final Traffic traffic;
  private final long seed;
  private int step;
  private double excess;

  private Trial(Scenario scenario, Contestant contestant, long seed) {
    this.scenario = scenario;
    this.contestant = contestant;
    this.seed = seed;
    this.traffic = scenario.traffic(seed);
  }

  /**
   * Rolls out once.
   *
   * @param seed of the benchmark
   * @param run from 0
   */
  static Outcome run(Scenario scenario, Contestant contestant, long seed, int run) {
    return new Trial(scenario, contestant, scenario.seed(seed, run)).run();
  }

  private Outcome run() {
    Policy policy = contestant.entry().enter(scenario, traffic.history(Scenario.HISTORY));
    Feed feed = Feed.of(scenario, seed);
    while (traffic.now() < contestant.horizon()) {
      Optional<IntervalObservation> seen =
          feed.after(tick(), contestant.ramp().weight(step), contestant.ramp().next(step));
      Decision decision = seen.map(policy::step).orElse(Decision.STAY);
      switch (decision) {
        case STAY -> {}
        case ADVANCE -> step++;
        case ROLL_BACK -> {
          return new Outcome(Outcome.End.ROLLED_BACK, traffic.now(), excess);
        }
        case PROMOTE -> {
          return kept(Outcome.End.PROMOTED);
        }
        case PROMOTE_UNDECIDED -> {
          return kept(Outcome.End.PROMOTED_UNDECIDED);
        }
      }
    }
    return kept(Outcome.End.OPEN);
  }

  private Tick tick() {
    double weight = scenario.special() == Special.NO_TRAFFIC ? 0 : contestant.ramp().weight(step);
    Tick tick = traffic.next(weight, contestant.ramp().control(step));
    excess += tick.excess();
    return tick;
  }

  private Outcome kept(Outcome.End end) {
    return new Outcome(end, traffic.now(), excess + traffic.excessIfReleased(MISS));
  }
}
