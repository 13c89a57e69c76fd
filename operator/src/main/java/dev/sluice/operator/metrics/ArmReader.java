package dev.sluice.operator.metrics;

import dev.sluice.analysis.counting.SampleSource.Fetched;
import dev.sluice.analysis.counting.Windows;
import dev.sluice.analysis.sequential.Arms;
import dev.sluice.analysis.sequential.History;
import dev.sluice.analysis.sequential.History.Past;
import dev.sluice.analysis.sequential.Interval;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the arms of one rollout do, from the beginning of the analysis on, and what the
 * primary did in the hour before. It remembers where it is: each reading fetches only what is new.
 * One that begins later, after a restart, reads the same again from the beginning. Blocks; for one
 * thread at a time.
 */
public final class ArmReader {
  /** The longest that one question may take, with its answer. */
  static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final Duration PAST = Duration.ofHours(1);

  /** What is left out at the end of the past: its samples may still be on their way. */
  private static final Duration LATE = Duration.ofSeconds(20);

  /** Fetched at once; less where that is too large. */
  private static final Duration CHUNK = Duration.ofMinutes(10);

  /** How often metrics are scraped, where it is not known. */
  private static final Duration USUAL_SCRAPE = Duration.ofSeconds(15);

  /** What a sample may take beyond a scrape interval until it can be asked for. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  private final Map<String, MetricReader> metrics;
  private final Windows windows;
  private final ExecutorService executor;
  private final InstantSource clock;
  private final Failures failures = new Failures();
  private Instant fetchedTo;
  private Duration chunk = CHUNK;
  private @Nullable Duration scrapeInterval;
  private @Nullable History history;
  private long next;

  /**
   * @param metrics by name, in the order of the judge's settings
   * @param windows their length is that of an evidence interval
   * @param executor fetches metrics side by side
   */
  ArmReader(
      Map<String, MetricReader> metrics,
      Windows windows,
      ExecutorService executor,
      InstantSource clock) {
    this.metrics = metrics;
    this.windows = windows;
    this.executor = executor;
    this.clock = clock;
    this.fetchedTo = windows.begin(-windows(PAST));
  }

  private long windows(Duration time) {
    return Math.ceilDiv(time.toMillis(), windows.length().toMillis());
  }

  /**
   * What the primary did before the analysis, as much as there is of an hour. Asked again after a
   * problem, it goes on where it was.
   *
   * @return empty when a source could not be read; {@link #problems} says why
   * @throws InterruptedException when the thread is interrupted
   */
  public Optional<History> history() throws InterruptedException {
    if (history == null && readPast()) {
      int each = merged();
      List<Past> past =
          metrics.values().stream()
              .map(metric -> metric.past(-windows(LATE), each, (int) (windows(PAST) / each)))
              .toList();
      history = new History(windows.length().multipliedBy(each), past);
    }
    return Optional.ofNullable(history);
  }

  private boolean readPast() throws InterruptedException {
    Instant to = windows.begin(-windows(LATE));
    while (fetchedTo.isBefore(to)) {
      if (!fetch(earlier(to, fetchedTo.plus(chunk)), true)) {
        return false;
      }
    }
    return true;
  }

  /** Why something could not be read the last time, a whole sentence for each metric. */
  public List<String> problems() {
    return failures.sentences();
  }

  /**
   * The intervals that were completed since the last time. When a source is away nothing is lost:
   * they come later, all at once; only a metric that stays away while others can be read is told as
   * missing.
   *
   * @param weight the canary's share of the traffic, 0 to 1, at a time from the beginning of the
   *     analysis
   * @throws InterruptedException when the thread is interrupted
   */
  public ArmReading read(ToDoubleFunction<Duration> weight) throws InterruptedException {
    List<Interval> intervals = new ArrayList<>();
    boolean more = history().isPresent();
    while (more) {
      Instant to = earlier(windows.begin(lastComplete()), windows.begin(mostAtOnce()));
      more = to.isAfter(fetchedTo) && fetch(to, false);
      int each = merged();
      for (; next + each <= windows.endedBy(fetchedTo); next += each) {
        intervals.add(interval(next, each, weight));
      }
      forget();
    }
    return new ArmReading(intervals, problems());
  }

  /** The end of the last interval that is complete now. */
  private long lastComplete() {
    long complete = windows.endedBy(clock.instant().minus(lag()));
    return next + Math.floorDiv(complete - next, merged()) * merged();
  }

  private long mostAtOnce() {
    return Math.max(windows.endedBy(fetchedTo.plus(chunk)), next + merged());
  }

  private Interval interval(long window, int each, ToDoubleFunction<Duration> weight) {
    List<Arms> arms = new ArrayList<>();
    metrics.forEach(
        (name, metric) ->
            arms.add(failures.missing(name).orElseGet(() -> metric.arms(window, window + each))));
    Duration start = windows.length().multipliedBy(window);
    return new Interval(
        start, windows.length().multipliedBy(each), weight.applyAsDouble(start), arms);
  }

  private void forget() {
    metrics.values().forEach(metric -> metric.forgetBefore(next));
  }

  /** So many windows make one interval: one is never shorter than it takes to be scraped. */
  private int merged() {
    return scrapeInterval().map(this::windows).map(Math::toIntExact).orElse(1);
  }

  /**
   * How often metrics are scraped, once it is known, always the same. The slowest of them decides,
   * because their intervals are the same.
   */
  private Optional<Duration> scrapeInterval() {
    if (scrapeInterval == null) {
      scrapeInterval =
          metrics.values().stream()
              .flatMap(metric -> metric.scrapeInterval().stream())
              .max(Duration::compareTo)
              .orElse(null);
    }
    return Optional.ofNullable(scrapeInterval);
  }

  /** How long after an interval its last samples are there. */
  private Duration lag() {
    Duration scrape = scrapeInterval().orElse(USUAL_SCRAPE);
    return scrape.plus(scrape.compareTo(MARGIN) < 0 ? scrape : MARGIN);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  /**
   * Fetches everything up to a time; returns whether it may be counted as done. Metrics that could
   * not be read are then among the failures.
   */
  private boolean fetch(Instant to, boolean past) throws InterruptedException {
    Map<String, Fetched> answers = ask(fetchedTo, to, past);
    if (answers.values().stream().anyMatch(Fetched.TooLarge.class::isInstance) && halve(to)) {
      metrics.values().forEach(MetricReader::drop);
      return fetch(earlier(to, fetchedTo.plus(chunk)), past);
    }
    if (answers.values().stream().anyMatch(answer -> isAhead(answer, to))) {
      metrics.values().forEach(MetricReader::drop);
      failures.aheadOfTheServer();
      return false;
    }
    failures.take(answers);
    if (failures.areWaitedFor()) {
      metrics.values().forEach(MetricReader::drop);
      return false;
    }
    metrics.forEach(
        (name, metric) -> {
          if (failures.missing(name).isPresent()) {
            metric.drop();
          } else {
            metric.settle();
          }
        });
    fetchedTo = to;
    return true;
  }

  /** The clock here jumped ahead of the source's: that time is yet to come. */
  private static boolean isAhead(Fetched answer, Instant to) {
    return answer instanceof Fetched.Complete(Instant server)
        && server != null
        && server.plusSeconds(1).isBefore(to);
  }

  private boolean halve(Instant to) {
    Duration half = Duration.between(fetchedTo, to).dividedBy(2);
    long least = merged();
    long some = half.toMillis() / windows.length().toMillis() / least * least;
    if (some < least) {
      return false;
    }
    chunk = windows.length().multipliedBy(some);
    return true;
  }

  private Map<String, Fetched> ask(Instant from, Instant to, boolean past)
      throws InterruptedException {
    List<Callable<Fetched>> asked = new ArrayList<>();
    metrics.values().forEach(metric -> asked.add(() -> metric.fetch(from, to, past)));
    Map<String, Fetched> answers = new LinkedHashMap<>();
    List<Future<Fetched>> done = executor.invokeAll(asked);
    int i = 0;
    for (String name : metrics.keySet()) {
      try {
        answers.put(name, done.get(i++).get());
      } catch (ExecutionException e) {
        throw new IllegalStateException("a sample source threw", e.getCause());
      }
    }
    return answers;
  }
}
