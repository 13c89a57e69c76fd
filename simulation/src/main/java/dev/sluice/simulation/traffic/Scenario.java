package dev.sluice.simulation.traffic;

import java.util.List;

/**
 * One line of the benchmark.
 *
 * @param id such as {@code N1}
 * @param title what happens, in a few words
 * @param index which its seeds follow from; its place in the benchmark, unless it has the traffic
 *     of another
 */
public record Scenario(
    String id,
    String title,
    int index,
    Kind kind,
    Service service,
    Release release,
    Special special) {

  /** What a judge should make of it. */
  public enum Kind {
    /** To be promoted. */
    GOOD,
    /** To be rolled back. */
    BAD,
    /** Exactly at the tolerance: how often is it rolled back, if nothing is ever promoted? */
    AT_TOLERANCE,
    /** Exactly at the harm: how often is it promoted, if nothing is ever rolled back? */
    AT_HARM
  }

  /** What is odd about how its data come in, or what a user would have set for such a service. */
  public enum Special {
    NOTHING,
    /** A service with a JIT compiler: the first 75 s are not judged. */
    WARM_UP,
    /** A service that is known to leak: a rollout takes 10 min at least. */
    LONG_SOAK,
    /** The canary's pods restart every 2 min, and their counters with them. */
    RESTARTS,
    /** One in five scrapes of the canary is lost. */
    LOST_SCRAPES,
    /** The canary gets no request at all. */
    NO_TRAFFIC,
    /** Scrapes are a minute apart. */
    SLOW_SCRAPES
  }

  /** The benchmark's own seed. */
  public static final long SEED = 20260000;

  /** How many ticks of 15 s of the released version's past are known. */
  public static final int HISTORY = 120;

  /** The step of G. Steele's SplitMix64. */
  private static final long STEP = 0x9e3779b97f4a7c15L;

  /** The length of a tick in seconds. */
  public static final double TICK = 15;

  /**
   * The seed of one of the runs, which is the same for every policy. Runs have neighbouring seeds;
   * those of the benchmark are taken far apart, so that no two share a run.
   *
   * @param seed of the benchmark
   * @param run from 0
   */
  public long seed(long seed, int run) {
    return mix(SEED + mix(seed - SEED) + 1000L * index + run + STEP);
  }

  /** This scenario's traffic, from the {@linkplain #seed seed of a run}. */
  public Traffic traffic(long seed) {
    return new Traffic(service, release, TICK, seed);
  }

  /** Whether policies are compared by it; the others show that one of them works as it should. */
  public boolean compares() {
    return id.startsWith("N") || id.startsWith("B");
  }

  /** The finalizer of G. Steele's SplitMix64, which leaves 0 as it is. */
  private static long mix(long bits) {
    long z = bits;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** All of them, in the order of the benchmark. */
  public static List<Scenario> all() {
    return Catalogue.SCENARIOS;
  }
}
