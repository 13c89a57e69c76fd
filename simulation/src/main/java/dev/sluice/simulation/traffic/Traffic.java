package dev.sluice.simulation.traffic;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * The traffic of one rollout: Poisson arrivals that are split by weight, errors and latencies drawn
 * by sequential binomials.
 */
public final class Traffic {
  private static final RandomGeneratorFactory<RandomGenerator> GENERATORS =
      RandomGeneratorFactory.of("L64X128MixRandom");
  private static final Change.Tail NO_TAIL = new Change.Tail(0, 1);

  private final Course course;
  private final Arm canary;
  private final Arm control;
  private final double length;
  private double now;

  /**
   * @param length of a tick in seconds, above 0
   * @param seed the same seed makes the same traffic
   */
  public Traffic(Service service, Release release, double length, long seed) {
    RandomGenerator generator = GENERATORS.create(seed);
    UniformRandomProvider random = generator::nextLong;
    this.course = new Course(service, release, random.nextDouble() * 2 * Math.PI);
    this.canary = new Arm(service, random);
    this.control = new Arm(service, random);
    this.length = length;
  }

  /**
   * What the released version alone answered before the analysis; to be called first.
   *
   * @param ticks how many
   */
  public List<Counts> history(int ticks) {
    List<Counts> history = new ArrayList<>(ticks);
    for (int i = ticks; i > 0; i--) {
      double seconds = now - i * length;
      history.add(
          control.tick(
              course.load(seconds) * length,
              course.errorRate(seconds),
              course.latencyFactor(seconds),
              NO_TAIL));
    }
    return history;
  }

  /**
   * The next tick.
   *
   * @param canaryWeight share of all requests that the new version answers, 0 to 1
   * @param controlWeight share that the arm answers which it is compared with, 0 to 1
   */
  public Tick next(double canaryWeight, double controlWeight) {
    double load = course.load(now) * length;
    Counts released =
        control.tick(
            load * controlWeight, course.errorRate(now), course.latencyFactor(now), NO_TAIL);
    Counts renewed =
        canary.tick(
            load * canaryWeight,
            course.canaryErrorRate(now),
            course.canaryLatencyFactor(now),
            course.tail(now));
    double excess = renewed.requests() * course.excess(now);
    Tick tick = new Tick(now, length, renewed, released, excess);
    now += length;
    return tick;
  }

  /** Seconds from the beginning of the analysis to the next tick. */
  public double now() {
    return now;
  }

  /**
   * How many requests are to be expected to fail, or to be slow, if the new version answers all of
   * them from now on.
   *
   * @param seconds for so long
   */
  public double excessIfReleased(double seconds) {
    double excess = 0;
    double step = Math.min(60, seconds);
    for (double later = 0; later < seconds; later += step) {
      excess += course.load(now + later) * step * course.excess(now + later);
    }
    return excess;
  }
}
