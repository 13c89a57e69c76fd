package dev.sluice.simulation.bench;

import dev.sluice.simulation.traffic.Scenario;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;

/** Every contestant rolls out every scenario, many times. */
public final class Bench {
  private static final int CHUNK = 25;

  private final int runs;
  private final long seed;
  private final int threads;
  private final DoubleConsumer progress;

  /**
   * @param runs of each scenario for each contestant, 1 or more
   * @param seed the same seed gives the same results, with any number of threads
   * @param threads how many rollouts run at once, 1 or more
   * @param progress is told what share of the work is done, 0 to 1, by several threads
   */
  public Bench(int runs, long seed, int threads, DoubleConsumer progress) {
    this.runs = runs;
    this.seed = seed;
    this.threads = threads;
    this.progress = progress;
  }

  /** Runs to the end, or until this thread is interrupted. */
  public Results run(List<Contestant> contestants, List<Scenario> scenarios)
      throws InterruptedException {
    List<Pair> pairs = new ArrayList<>();
    for (Contestant contestant : contestants) {
      for (Scenario scenario : scenarios) {
        if (contestant.field().test(scenario)) {
          pairs.add(new Pair(contestant, scenario));
        }
      }
    }
    try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      try {
        return collect(pairs, submit(pairs, workers));
      } finally {
        workers.shutdownNow();
      }
    }
  }

  private record Pair(Contestant contestant, Scenario scenario) {}

  private List<List<Future<List<Outcome>>>> submit(List<Pair> pairs, ExecutorService workers) {
    AtomicLong done = new AtomicLong();
    long all = (long) pairs.size() * runs;
    List<List<Future<List<Outcome>>>> submitted = new ArrayList<>();
    for (Pair pair : pairs) {
      List<Future<List<Outcome>>> chunks = new ArrayList<>();
      for (int from = 0; from < runs; from += CHUNK) {
        int first = from;
        int end = Math.min(from + CHUNK, runs);
        Callable<List<Outcome>> chunk =
            () -> {
              List<Outcome> outcomes = outcomes(pair, first, end);
              progress.accept((double) done.addAndGet(outcomes.size()) / all);
              return outcomes;
            };
        chunks.add(workers.submit(chunk));
      }
      submitted.add(chunks);
    }
    return submitted;
  }

  private List<Outcome> outcomes(Pair pair, int first, int end) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    return IntStream.range(first, end)
        .mapToObj(run -> Trial.run(pair.scenario(), pair.contestant(), seed, run))
        .toList();
  }

  private Results collect(List<Pair> pairs, List<List<Future<List<Outcome>>>> submitted)
      throws InterruptedException {
    Map<Contestant, Map<Scenario, Cell>> cells = new LinkedHashMap<>();
    for (int i = 0; i < pairs.size(); i++) {
      List<Outcome> outcomes = new ArrayList<>(runs);
      for (Future<List<Outcome>> chunk : submitted.get(i)) {
        outcomes.addAll(get(chunk));
      }
      Pair pair = pairs.get(i);
      cells
          .computeIfAbsent(pair.contestant(), _ -> new LinkedHashMap<>())
          .put(pair.scenario(), Cell.of(pair.scenario(), outcomes));
    }
    return new Results(runs, seed, cells);
  }

  private static List<Outcome> get(Future<List<Outcome>> chunk) throws InterruptedException {
    try {
      return chunk.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a rollout of the benchmark failed", e.getCause());
    }
  }
}
