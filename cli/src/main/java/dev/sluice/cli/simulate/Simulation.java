package dev.sluice.cli.simulate;

import dev.sluice.cli.UserErrorException;
import dev.sluice.cli.manifest.Manifests;
import dev.sluice.cli.story.Judge;
import dev.sluice.operator.judging.Judges;
import dev.sluice.operator.metrics.Comparisons;
import dev.sluice.operator.metrics.Rounds;
import dev.sluice.simulation.rollout.Ending;
import dev.sluice.simulation.rollout.RequestLog;
import dev.sluice.simulation.rollout.Story;
import dev.sluice.simulation.rollout.VirtualClock;
import dev.sluice.simulation.rollout.VirtualRollout;
import dev.sluice.simulation.traffic.Release;
import dev.sluice.simulation.traffic.Traffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/** A Canary's rollouts over traffic that is made up. The same seed gives the same rollouts. */
public final class Simulation {
  private static final double TICK = 15;
  private static final Release UNCHANGED = Release.of();

  private final Setup setup;
  private final Load load;

  /**
   * @param meshProvider of Canaries that name none
   * @param judge in place of the Canary's own; null to leave it
   * @throws UserErrorException when it cannot be simulated, saying what to do
   */
  public Simulation(Manifests manifests, String meshProvider, @Nullable Judge judge, Load load) {
    this.setup = Setup.of(manifests, meshProvider, judge, load);
    this.load = load;
  }

  /**
   * Rolls the new version out once.
   *
   * @throws InterruptedException when the thread is interrupted
   */
  public SimulationReport once(long seed) throws InterruptedException {
    return new SimulationReport(
        setup, load, seed, play(seeds(seed, 1)[0], load.release()), null, null);
  }

  /**
   * Rolls out many times: the new version as it is given, and one without a change. The first of
   * them is the one of {@link #once}.
   *
   * @param once what that showed
   * @param runs how many times, 1 or more
   * @param threads that work
   * @param progress is told what share of the work is done, 0 to 1, by several threads
   * @throws InterruptedException when the thread is interrupted
   */
  public SimulationReport often(
      SimulationReport once, int runs, int threads, DoubleConsumer progress)
      throws InterruptedException {
    long[] seeds = seeds(once.seed(), runs);
    Work work = new Work(runs * (load.changes() ? 2 : 1), progress);
    try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      try {
        List<Future<Ending>> same = submit(workers, work, seeds, UNCHANGED);
        List<Future<Ending>> changed =
            load.changes() ? submit(workers, work, seeds, load.release()) : List.of();
        return once.with(
            load.changes() ? Tally.of(endings(changed), load.onset()) : null,
            Tally.of(endings(same), Duration.ZERO));
      } finally {
        workers.shutdownNow();
      }
    }
  }

  private static long[] seeds(long seed, int runs) {
    return new SplittableRandom(seed).longs(runs).toArray();
  }

  /** How much there is to do, and how much of it is done. */
  private record Work(int all, AtomicInteger done, DoubleConsumer progress) {
    Work(int all, DoubleConsumer progress) {
      this(all, new AtomicInteger(), progress);
    }

    void step() {
      progress.accept((double) done.incrementAndGet() / all);
    }
  }

  private List<Future<Ending>> submit(
      ExecutorService workers, Work work, long[] seeds, Release release) {
    List<Future<Ending>> submitted = new ArrayList<>();
    for (long seed : seeds) {
      Callable<Ending> rollout =
          () -> {
            Ending ending = play(seed, release).ending();
            work.step();
            return ending;
          };
      submitted.add(workers.submit(rollout));
    }
    return submitted;
  }

  private static List<Ending> endings(List<Future<Ending>> submitted) throws InterruptedException {
    List<Ending> endings = new ArrayList<>();
    for (Future<Ending> each : submitted) {
      try {
        endings.add(each.get());
      } catch (ExecutionException e) {
        throw new IllegalStateException("a rollout of the simulation failed", e.getCause());
      }
    }
    return endings;
  }

  private Story play(long seed, Release release) throws InterruptedException {
    VirtualClock clock = new VirtualClock();
    RequestLog log = new RequestLog();
    SimulatedMetrics metrics = new SimulatedMetrics(log, clock, setup.means());
    try (ExecutorService directly = new Directly()) {
      Judges judges =
          new Judges(
              new Rounds(metrics, setup.meshProvider(), directly, clock),
              new Comparisons(metrics, directly, clock),
              clock);
      return new VirtualRollout(
              setup.plan(),
              load.surroundings(setup.mirrored()),
              new Traffic(load.service(), release, TICK, seed),
              log,
              new OperatorJury(judges, setup.canary(), setup.plan()),
              clock)
          .run();
    }
  }
}
