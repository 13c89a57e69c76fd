package dev.sluice.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.counting.Arm;
import dev.sluice.analysis.counting.CountedMetric;
import dev.sluice.analysis.counting.Role;
import dev.sluice.analysis.counting.SampleSource.Fetched;
import dev.sluice.analysis.counting.Windows;
import dev.sluice.analysis.sequential.Arms;
import dev.sluice.analysis.sequential.History;
import dev.sluice.analysis.sequential.History.Past;
import dev.sluice.analysis.sequential.Interval;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ArmReaderTest {
  private static final Instant START = Instant.parse("2026-01-01T12:00:07Z");
  private static final Duration INTERVAL = Duration.ofSeconds(15);

  private final ScrapedPast server = new ScrapedPast();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private Instant now = START;

  @AfterEach
  void stop() {
    executor.close();
  }

  /** Primary pods since long ago, a canary from 10 s after the start; 10 and 1 in each scrape. */
  private void scrape(int everySeconds) {
    for (int at = -4000; at <= 1200; at += everySeconds) {
      double scrapes = (at + 4000) / (double) everySeconds;
      pod("primary", "p-1", at, 10 * scrapes, scrapes);
      if (at >= 10) {
        pod("canary", "c-1", at + 3, Math.floor((at - 10) / (double) everySeconds) + 1, 0);
      }
    }
  }

  private void pod(String arm, String pod, int at, double total, double bad) {
    Map<String, String> labels = Map.of("instance", pod, "pod", arm + "-" + pod);
    server.scraped(arm, labels, START.plusSeconds(at), total);
    if (bad > 0) {
      server.scraped(arm + "-bad", labels, START.plusSeconds(at), bad);
    }
  }

  private ArmReader reader() {
    return reader(INTERVAL);
  }

  private ArmReader reader(Duration interval) {
    Windows windows = new Windows(START, interval);
    Map<String, MetricReader> metrics = new LinkedHashMap<>();
    metrics.put("errors", counted(windows, "primary", "canary"));
    return new ArmReader(metrics, windows, executor, () -> now);
  }

  private CountedReader counted(Windows windows, String primary, String canary) {
    Map<Arm, Map<Role, List<String>>> selectors = new LinkedHashMap<>();
    selectors.put(Arm.PRIMARY, asked(primary));
    selectors.put(Arm.CANARY, asked(canary));
    return new CountedReader(
        new CountedMetric(
            CountedMetric.Kind.RATIO, 1, arm -> arm == Arm.PRIMARY ? "primary" : "canary", windows),
        new ArmPair(Arm.CANARY, Arm.PRIMARY),
        server,
        selectors);
  }

  private static Map<Role, List<String>> asked(String name) {
    return Map.of(Role.TOTAL, List.of(name), Role.BAD, List.of(name + "-bad"));
  }

  @Test
  void comparesWithThePrimaryWhileABaselineAnswersNothing() throws InterruptedException {
    scrape(15);
    for (int at = 0; at <= 300; at += 15) {
      pod("baseline", "b-1", at, Math.max(0, at - 90) / 15 * 4, 0);
    }
    Windows windows = new Windows(START, INTERVAL);
    Map<Arm, Map<Role, List<String>>> selectors = new LinkedHashMap<>();
    selectors.put(Arm.PRIMARY, asked("primary"));
    selectors.put(Arm.CANARY, asked("canary"));
    selectors.put(Arm.BASELINE, asked("baseline"));
    CountedReader counted =
        new CountedReader(
            new CountedMetric(CountedMetric.Kind.RATIO, 1, Arm::name, windows),
            new ArmPair(Arm.CANARY, Arm.BASELINE),
            server,
            selectors);
    ArmReader reader = new ArmReader(Map.of("errors", counted), windows, executor, () -> now);

    assertThat(read(reader, 120, 220))
        .extracting(interval -> ((Arms.Counts) interval.metrics().getFirst()).primaryTotal())
        .startsWith(10L, 10L, 10L, 10L, 10L, 10L, 4L, 4L)
        .endsWith(4L);
  }

  private List<Interval> read(ArmReader reader, int... seconds) throws InterruptedException {
    List<Interval> all = new ArrayList<>();
    for (int second : seconds) {
      now = START.plusSeconds(second);
      all.addAll(reader.read(start -> start.toSeconds() < 60 ? 0.1 : 0.2).intervals());
    }
    return all;
  }

  private static Interval interval(int start, double weight, long... counts) {
    return new Interval(
        Duration.ofSeconds(start),
        INTERVAL,
        weight,
        List.of(new Arms.Counts(counts[0], counts[1], counts[2], counts[3])));
  }

  @Test
  void anIntervalIsReadWhenItsLastSamplesAreThere() throws InterruptedException {
    scrape(15);
    ArmReader reader = reader();
    assertThat(read(reader, 0, 15, 34)).isEmpty();
    assertThat(read(reader, 35)).containsExactly(interval(0, 0.1, 0, 0, 1, 10));
    assertThat(read(reader, 36, 49)).isEmpty();
    assertThat(read(reader, 50)).containsExactly(interval(15, 0.1, 0, 1, 1, 10));
  }

  @Test
  void aRoundFetchesOnlyWhatIsNew() throws InterruptedException {
    scrape(15);
    ArmReader reader = reader();
    read(reader, 35);
    server.asked.clear();
    read(reader, 50);
    assertThat(server.asked)
        .containsExactlyInAnyOrder(
            "primary %s %s".formatted(START.plusSeconds(15), START.plusSeconds(30)),
            "primary-bad %s %s".formatted(START.plusSeconds(15), START.plusSeconds(30)),
            "canary %s %s".formatted(START.plusSeconds(15), START.plusSeconds(30)),
            "canary-bad %s %s".formatted(START.plusSeconds(15), START.plusSeconds(30)));
  }

  @Test
  void readAgainFromTheBeginningItIsTheSame() throws InterruptedException {
    scrape(15);
    ArmReader before = reader();
    List<Interval> oneByOne = new ArrayList<>();
    for (int second = 0; second <= 1100; second += 7) {
      oneByOne.addAll(read(before, second));
    }
    assertThat(oneByOne).hasSizeGreaterThan(70);
    ArmReader after = reader();
    assertThat(read(after, 1099)).isEqualTo(oneByOne);
    assertThat(after.history()).isEqualTo(before.history());
  }

  @Test
  void thePastIsTheHourBefore() throws InterruptedException {
    scrape(15);
    History history = reader().history().orElseThrow();
    assertThat(history.interval()).isEqualTo(INTERVAL);
    Past.Counts past = (Past.Counts) history.metrics().getFirst();
    assertThat(past.intervals()).hasSizeBetween(236, 240);
    assertThat(past.intervals().getLast()).isEqualTo(new History.Count(1, 10));
    assertThat(past.pods()).hasSize(1);
  }

  @Test
  void withoutAPastThereIsNone() throws InterruptedException {
    assertThat(reader().history().orElseThrow().metrics()).containsExactly(new Past.Unknown());
  }

  @Test
  void intervalsAreAsLongAsItTakesToScrape() throws InterruptedException {
    scrape(60);
    List<Interval> intervals = read(reader(), 400);
    assertThat(intervals).extracting(Interval::length).containsOnly(Duration.ofSeconds(60));
    assertThat(intervals).hasSize(5);
    assertThat(intervals.get(2).metrics()).containsExactly(new Arms.Counts(0, 1, 1, 10));
  }

  @Test
  void aClockThatJumpsAheadReadsNothingThatIsYetToCome() throws InterruptedException {
    scrape(15);
    server.now = START.plusSeconds(40);
    ArmReader reader = reader();
    assertThat(read(reader, 36)).hasSize(1);
    now = START.plusSeconds(900);
    ArmReading reading = reader.read(start -> 0.1);
    assertThat(reading.intervals()).isEmpty();
    assertThat(reading.problems())
        .containsExactly(
            "the clock here is ahead of that of the metrics' server; set both by the same source");
    server.now = START.plusSeconds(60);
    assertThat(read(reader, 51)).containsExactly(interval(15, 0.1, 0, 1, 1, 10));
  }

  @Test
  void aClockThatJumpsBackReadsNothingTwice() throws InterruptedException {
    scrape(15);
    ArmReader reader = reader();
    assertThat(read(reader, 65)).hasSize(3);
    assertThat(read(reader, 20, 64, 79)).isEmpty();
    assertThat(read(reader, 80)).hasSize(1);
  }

  @Test
  void nothingIsLostWhileTheServerIsAway() throws InterruptedException {
    scrape(15);
    ArmReader reader = reader();
    read(reader, 35);
    server.refusal = new Fetched.Failed("it is away");
    now = START.plusSeconds(300);
    assertThat(reader.read(start -> 0.1).problems())
        .containsExactly("errors cannot be read: it is away");
    assertThat(read(reader, 310, 320, 330, 340)).isEmpty();
    server.refusal = null;
    assertThat(read(reader, 350)).hasSize(21);
  }

  @Test
  void aMetricThatStaysAwayDoesNotHoldUpTheOthers() throws InterruptedException {
    scrape(15);
    Windows windows = new Windows(START, INTERVAL);
    Map<String, MetricReader> metrics = new LinkedHashMap<>();
    metrics.put("errors", counted(windows, "primary", "canary"));
    metrics.put("traffic", total(windows));
    ArmReader reader = new ArmReader(metrics, windows, executor, () -> now);
    assertThat(read(reader, 35)).hasSize(1);
    server.refusal = new Fetched.Failed("it is away");
    assertThat(read(reader, 50, 65)).isEmpty();
    List<Interval> without = read(reader, 80);
    assertThat(without).hasSize(3);
    assertThat(without.getFirst().metrics())
        .containsExactly(new Arms.Missing("it is away", true), new Arms.Counts(0, 1, 0, 10));
    server.refusal = null;
    assertThat(read(reader, 110).getLast())
        .satisfies(i -> assertThat(i.metrics().getFirst()).isInstanceOf(Arms.Counts.class));
  }

  private CountedReader total(Windows windows) {
    Map<Arm, Map<Role, List<String>>> selectors = new LinkedHashMap<>();
    selectors.put(Arm.PRIMARY, Map.of(Role.TOTAL, List.of("primary")));
    selectors.put(Arm.CANARY, Map.of(Role.TOTAL, List.of("canary")));
    return new CountedReader(
        new CountedMetric(CountedMetric.Kind.RATIO, 1, arm -> "", windows),
        new ArmPair(Arm.CANARY, Arm.PRIMARY),
        server,
        selectors);
  }

  @Test
  void whatIsTooLargeIsAskedForInParts() throws InterruptedException {
    scrape(15);
    List<Interval> atOnce = read(reader(), 1000);
    server.longest = Duration.ofMinutes(2);
    server.asked.clear();
    assertThat(read(reader(), 1000)).isEqualTo(atOnce);
    server.longest = Duration.ofSeconds(1);
    now = START.plusSeconds(1000);
    assertThat(reader().read(start -> 0).problems())
        .containsExactly("errors cannot be read: too large");
  }

  @Test
  void aSeriesThatNobodyHasIsMissing() throws InterruptedException {
    scrape(15);
    Windows windows = new Windows(START, INTERVAL);
    Map<String, MetricReader> metrics = new LinkedHashMap<>();
    metrics.put("a", counted(windows, "nobody", "nothing"));
    ArmReader reader = new ArmReader(metrics, windows, executor, () -> now);
    assertThat(read(reader, 35).getFirst().metrics().getFirst())
        .isInstanceOfSatisfying(
            Arms.Missing.class,
            missing -> {
              assertThat(missing.reason()).startsWith("no values found for nothing");
              assertThat(missing.failed()).isFalse();
            });
  }

  @Test
  void aGaugeIsReadAtTheEndOfEachInterval() throws InterruptedException {
    for (int at = -4000; at < 200; at += 5) {
      server.scraped("primary", Map.of(), START.plusSeconds(at), at);
      if (at > 0) {
        server.scraped("canary", Map.of(), START.plusSeconds(at), 2 * at);
      }
    }
    Windows windows = new Windows(START, INTERVAL);
    Map<String, MetricReader> metrics = new LinkedHashMap<>();
    Map<Arm, String> queries = new LinkedHashMap<>();
    queries.put(Arm.PRIMARY, "primary");
    queries.put(Arm.CANARY, "canary");
    metrics.put(
        "gauge", new GaugeReader(new ArmPair(Arm.CANARY, Arm.PRIMARY), server, queries, windows));
    ArmReader reader = new ArmReader(metrics, windows, executor, () -> now);
    List<Interval> intervals = read(reader, 40, 60);
    assertThat(intervals)
        .extracting(interval -> interval.metrics().getFirst())
        .containsExactly(new Arms.Values(30, 15), new Arms.Values(60, 30));
    Past.Values past = (Past.Values) reader.history().orElseThrow().metrics().getFirst();
    assertThat(past.intervals()).hasSize(238);
    assertThat(past.intervals().getLast()).isEqualTo(-30);
  }
}
