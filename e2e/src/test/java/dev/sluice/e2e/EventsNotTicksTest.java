package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.playground.world.load.Load;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a rollout takes beside its analysis and its pods' start: medians over several at once. (A
 * controller that looks at each Canary every ten seconds takes 10 s until it sees an image, 49 s
 * and 31 s beside the analysis, and 131 requests.) On top of a limit comes what the requests
 * themselves take on this machine while it is measured, one after the other; that is next to
 * nothing on one that has nothing else to do.
 */
@Tag("A3:1")
@Execution(ExecutionMode.SAME_THREAD)
class EventsNotTicksTest {
  private static final Logger log = LoggerFactory.getLogger(EventsNotTicksTest.class);
  private static final int RUNS = 3;
  private static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final long MOST_REQUESTS = 30;

  /** To see a new image, and to route the first traffic: what is asked before that, and events. */
  private static final int FEW_REQUESTS = 5;

  private static final Duration SEEN = Duration.ofSeconds(1);
  private static final Duration STARTED = Duration.ofSeconds(1);
  private static final Duration PROMOTED = Duration.ofSeconds(5);
  private static final Duration ROLLED_BACK = Duration.ofSeconds(3);

  /**
   * One rollout.
   *
   * @param seen from the new image to Progressing
   * @param started from ready pods to the first traffic
   * @param beside what the rest took beside analysis and pods
   * @param requests to the API server
   */
  private record Run(Duration seen, Duration started, Duration beside, long requests) {}

  @BeforeEach
  void needsARequestLog() {
    assumeThat(Stages.isEmbedded()).as("an API server that logs its requests").isTrue();
  }

  @Test
  void aPromotionTakesItsAnalysisAndItsPodsAndLittleMore() throws Exception {
    List<Run> runs;
    Duration trip;
    try (Pace pace = Pace.measured()) {
      runs = all(EventsNotTicksTest::promote);
      trip = pace.roundTrip();
    }
    report("promotion", runs, trip);
    assertThat(median(runs, Run::seen)).isLessThan(limit(SEEN, FEW_REQUESTS, trip));
    assertThat(median(runs, Run::started)).isLessThan(limit(STARTED, FEW_REQUESTS, trip));
    assertThat(median(runs, Run::beside)).isLessThan(limit(PROMOTED, requests(runs), trip));
    assertThat(runs).allSatisfy(run -> assertThat(run.requests).isBetween(10L, MOST_REQUESTS));
  }

  @Test
  void aRollbackTakesItsFailedChecksAndLittleMore() throws Exception {
    List<Run> runs;
    Duration trip;
    try (Pace pace = Pace.measured()) {
      runs = all(EventsNotTicksTest::rollBack);
      trip = pace.roundTrip();
    }
    report("rollback", runs, trip);
    assertThat(median(runs, Run::seen)).isLessThan(limit(SEEN, FEW_REQUESTS, trip));
    assertThat(median(runs, Run::beside)).isLessThan(limit(ROLLED_BACK, requests(runs), trip));
    assertThat(runs).allSatisfy(run -> assertThat(run.requests).isBetween(5L, MOST_REQUESTS));
  }

  private static Run promote() {
    App app = initialised();
    try (Load _ = app.load(20);
        Witness witness = new Witness(app)) {
      long before = app.requests();
      Instant shipped = Instant.now();
      app.ship("1.1.0");
      app.awaitPhase("Succeeded");
      Instant routed = witness.routed(20);
      Duration pods = Duration.between(witness.copied("1.1.0"), witness.primaryReady("1.1.0"));
      return new Run(
          Duration.between(shipped, witness.inPhase("Progressing")),
          Duration.between(witness.canaryReady("1.1.0"), routed),
          Duration.between(routed, witness.inPhase("Succeeded"))
              .minus(INTERVAL.multipliedBy(2))
              .minus(pods),
          app.requests() - before);
    }
  }

  private static Run rollBack() {
    App app = initialised();
    try (Load _ = app.load(20);
        Witness witness = new Witness(app)) {
      long before = app.requests();
      Instant shipped = Instant.now();
      app.ship("1.2.0-errors100");
      app.awaitPhase("Failed");
      Instant routed = witness.routed(20);
      return new Run(
          Duration.between(shipped, witness.inPhase("Progressing")),
          Duration.between(witness.canaryReady("1.2.0-errors100"), routed),
          Duration.between(routed, witness.inPhase("Failed")).minus(INTERVAL.multipliedBy(2)),
          app.requests() - before);
    }
  }

  private static App initialised() {
    App app = App.running();
    app.declare(Specs.WEIGHTED);
    app.awaitPhase("Initialized");
    app.awaitQuiet();
    return app;
  }

  private static List<Run> all(Callable<Run> one) throws Exception {
    // No virtual ones: they would all wait for the stage, and leave nobody to run it.
    try (ExecutorService threads = Executors.newFixedThreadPool(RUNS)) {
      List<Future<Run>> started = new ArrayList<>();
      for (int i = 0; i < RUNS; i++) {
        started.add(threads.submit(one));
      }
      List<Run> runs = new ArrayList<>();
      for (Future<Run> run : started) {
        runs.add(run.get());
      }
      return runs;
    }
  }

  /** What it may take if its requests follow each other. */
  private static Duration limit(Duration goal, long requests, Duration trip) {
    return goal.plus(trip.multipliedBy(requests));
  }

  private static void report(String what, List<Run> runs, Duration trip) {
    log.info(
        "{}: seen after {} ms, first traffic {} ms after readiness, {} ms beside analysis and pods, {} requests (medians of {}); a write is seen after {} ms",
        what,
        median(runs, Run::seen).toMillis(),
        median(runs, Run::started).toMillis(),
        median(runs, Run::beside).toMillis(),
        requests(runs),
        runs.size(),
        trip.toMillis());
  }

  private static long requests(List<Run> runs) {
    return runs.stream()
        .mapToLong(Run::requests)
        .sorted()
        .skip(runs.size() / 2)
        .findFirst()
        .orElseThrow();
  }

  private static Duration median(List<Run> runs, Function<Run, Duration> figure) {
    return runs.stream().map(figure).sorted().skip(runs.size() / 2).findFirst().orElseThrow();
  }
}
