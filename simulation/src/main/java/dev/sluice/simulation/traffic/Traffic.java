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
  private final Latency latency;
  private final RandomGenerator durations;
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
    this.latency = service.latency();
    // Means are drawn apart, so that all else is the same with and without them.
    this.durations = GENERATORS.create(~seed);
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
    return history(ticks, length);
  }

  /**
   * The same in ticks of another length.
   *
   * @param length in seconds, above 0
   */
  public List<Counts> history(int ticks, double length) {
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
    return next(length, canaryWeight, controlWeight);
  }

  /**
   * The next tick, of another length; where something wanders, it wanders as far in it as in
   * others.
   *
   * @param length in seconds, above 0
   */
  public Tick next(double length, double canaryWeight, double controlWeight) {
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
    Tick tick =
        new Tick(
            now,
            length,
            renewed,
            released,
            excess,
            millis(renewed, course.canaryLatencyFactor(now), course.tail(now)),
            millis(released, course.latencyFactor(now), NO_TAIL));
    now += length;
    return tick;
  }

  /** A mean of many, by the central limit theorem. */
  private double millis(Counts counts, double factor, Change.Tail tail) {
    if (counts.requests() == 0) {
      return Double.NaN;
    }
    double all = factor * (1 - tail.share() + tail.share() * tail.factor());
    double error = latency.deviation(all) / Math.sqrt((double) counts.requests());
    return Math.max(0, latency.mean(all) + error * durations.nextGaussian());
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
