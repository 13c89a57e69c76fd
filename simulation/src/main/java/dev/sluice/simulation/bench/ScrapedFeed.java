package dev.sluice.simulation.bench;

import dev.sluice.analysis.counting.Arm;
import dev.sluice.analysis.counting.CountedMetric;
import dev.sluice.analysis.counting.Sums;
import dev.sluice.analysis.counting.Windows;
import dev.sluice.simulation.policy.IntervalObservation;
import dev.sluice.simulation.traffic.Counts;
import dev.sluice.simulation.traffic.Latency;
import dev.sluice.simulation.traffic.Scenario;
import dev.sluice.simulation.traffic.Tick;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/**
 * Requests are counted by pods, the pods are scraped, and what the operator's own code makes of the
 * samples is what is seen.
 */
final class ScrapedFeed implements Feed {
  private static final int PODS = 3;
  private static final int RESTART_EVERY = 8;
  private static final double LOST = 0.2;
  private static final int SLOW = 4;
  private static final Instant BEGIN = Instant.EPOCH;

  private final Trouble trouble;
  private final RandomGenerator random;
  private final int ticksPerScrape;
  private final CountedMetric errors;
  private final CountedMetric latency;
  private final List<CountingPod> canary = pods(Arm.CANARY);
  private final List<CountingPod> primary = pods(Arm.PRIMARY);
  private int ticks;

  /** What is wrong with the data. */
  enum Trouble {
    RESTARTS,
    LOST_SCRAPES,
    SLOW_SCRAPES
  }

  ScrapedFeed(Trouble trouble, long seed) {
    this.trouble = trouble;
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(~seed);
    this.ticksPerScrape = trouble == Trouble.SLOW_SCRAPES ? SLOW : 1;
    Duration length = Duration.ofSeconds((long) (Scenario.TICK * ticksPerScrape));
    Windows windows = new Windows(BEGIN, length);
    this.errors = new CountedMetric(CountedMetric.Kind.RATIO, 1, Arm::name, windows);
    this.latency = new CountedMetric(CountedMetric.Kind.LATENCY, 0.001, Arm::name, windows);
    scrape(0);
  }

  private static List<CountingPod> pods(Arm arm) {
    return IntStream.range(0, PODS).mapToObj(i -> new CountingPod(arm, i, PODS)).toList();
  }

  @Override
  public Optional<IntervalObservation> after(Tick tick, double weight, OptionalDouble next) {
    canary.forEach(pod -> pod.answer(tick.canary()));
    primary.forEach(pod -> pod.answer(tick.control()));
    ticks++;
    if (ticks % ticksPerScrape != 0) {
      return Optional.empty();
    }
    double now = tick.start() + tick.length();
    scrape(now);
    restart();
    double length = tick.length() * ticksPerScrape;
    long window = ticks / ticksPerScrape - 1L;
    return Optional.of(
        new IntervalObservation(
            now - length,
            length,
            weight,
            next,
            counted(Arm.CANARY, window),
            counted(Arm.PRIMARY, window)));
  }

  private void scrape(double seconds) {
    long time = BEGIN.toEpochMilli() + Math.round(seconds * 1000);
    for (CountingPod pod : canary) {
      boolean lost = trouble == Trouble.LOST_SCRAPES && seconds > 0 && random.nextDouble() < LOST;
      if (!lost) {
        pod.tell(time, errors, latency);
      }
    }
    primary.forEach(pod -> pod.tell(time, errors, latency));
    errors.settle();
    latency.settle();
  }

  /** One pod of each arm after the other. */
  private void restart() {
    if (trouble == Trouble.RESTARTS && ticks % RESTART_EVERY == 0) {
      int which = ticks / RESTART_EVERY % PODS;
      canary.get(which).restart();
      primary.get(which).restart();
    }
  }

  private Counts counted(Arm arm, long window) {
    Sums requests = errors.tally(arm).sums(window, window + 1);
    Sums slow = latency.tally(arm).sums(window, window + 1);
    long[] slower =
        Latency.BOUNDS.stream().mapToLong(bound -> slow.above().getOrDefault(bound, 0L)).toArray();
    return Counts.of(requests.total(), Math.min(requests.bad(), requests.total()), slower);
  }
}
