package dev.sluice.analysis.counting;

import dev.sluice.analysis.sequential.Arms;
import dev.sluice.analysis.sequential.Histogram;
import dev.sluice.analysis.sequential.History.Count;
import dev.sluice.analysis.sequential.History.Past;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * One metric that is counted, in all arms. Samples are taken in, settled together, and read by
 * window. Not for use by several threads at once, except that each {@linkplain #receiver receiver}
 * of another arm may be used by another thread.
 */
public final class CountedMetric {
  /** Pods whose past is kept apart; more teach nothing more about how pods differ. */
  private static final int MOST_PODS = 16;

  /** What is made of the counts. */
  public enum Kind {
    /** {@link Role#TOTAL} and {@link Role#BAD}. */
    RATIO,
    /** {@link Role#LATENCY}. */
    LATENCY
  }

  private final Kind kind;
  private final double seconds;
  private final Windows windows;
  private final ScrapeRhythm rhythm = new ScrapeRhythm();
  private final Map<Arm, ArmCounters> counters = new EnumMap<>(Arm.class);
  private final Map<Arm, Tally> tallies = new EnumMap<>(Arm.class);
  private long firstSeen = Long.MAX_VALUE;

  /**
   * @param seconds what one unit of the metric is; of no meaning for a ratio
   * @param workloads the name of each arm's, which the names of its pods begin with
   */
  public CountedMetric(
      Kind kind, double seconds, Function<Arm, String> workloads, Windows windows) {
    this.kind = kind;
    this.seconds = seconds;
    this.windows = windows;
    NativeBounds bounds = new NativeBounds();
    for (Arm arm : Arm.values()) {
      counters.put(arm, new ArmCounters(workloads.apply(arm), bounds));
      tallies.put(arm, new Tally(windows, MOST_PODS));
    }
  }

  /** Takes samples of an arm in; they wait until they are settled or dropped. */
  public SeriesReceiver receiver(Arm arm, Role role) {
    return of(counters, arm).receiver(role);
  }

  private static <T> T of(Map<Arm, T> map, Arm arm) {
    T found = map.get(arm);
    if (found == null) {
      throw new IllegalStateException("no " + arm);
    }
    return found;
  }

  /** Forgets the samples that wait. */
  public void drop() {
    counters.values().forEach(ArmCounters::drop);
  }

  /** Counts the samples that wait. */
  public void settle() {
    for (ArmCounters arm : counters.values()) {
      firstSeen = Math.min(firstSeen, arm.firstTime());
    }
    Origin origin = new Origin(firstSeen, windows.analysis().toEpochMilli());
    counters.forEach((arm, counted) -> counted.settle(origin, rhythm, of(tallies, arm)));
  }

  /** Whether anything was ever scraped, in any arm. */
  public boolean isSeen() {
    return firstSeen < Long.MAX_VALUE;
  }

  /** Series that are known, in all arms. */
  public int series() {
    return counters.values().stream().mapToInt(ArmCounters::series).sum();
  }

  /** How often it is scraped; empty while nothing was scraped twice. */
  public Optional<Duration> scrapeInterval() {
    return rhythm.interval();
  }

  /** The sums of an arm. */
  public Tally tally(Arm arm) {
    return of(tallies, arm);
  }

  /** Drops the sums of earlier windows. */
  public void forgetBefore(long window) {
    tallies.values().forEach(tally -> tally.forgetBefore(window));
  }

  /**
   * What two arms did from one window up to, and without, another.
   *
   * @param reference null for none: it then did nothing
   * @return empty when neither was scraped
   */
  public Optional<Arms> arms(Arm tested, @Nullable Arm reference, long from, long to) {
    Sums one = tally(tested).sums(from, to);
    Sums other = reference == null ? Sums.NONE : tally(reference).sums(from, to);
    return one.sampled() || other.sampled() ? Optional.of(arms(one, other)) : Optional.empty();
  }

  /** What two arms did, of which the sums are known. */
  public Arms arms(Sums tested, Sums reference) {
    return switch (kind) {
      case RATIO ->
          new Arms.Counts(
              Math.min(tested.bad(), tested.total()),
              tested.total(),
              Math.min(reference.bad(), reference.total()),
              reference.total());
      case LATENCY -> new Arms.Histograms(tested.histogram(seconds), reference.histogram(seconds));
    };
  }

  /**
   * What an arm did before the analysis, up to a window and without it.
   *
   * @param each so many windows make one interval
   * @param intervals at most so many, the newest
   */
  public Past past(Arm arm, long to, int each, int intervals) {
    Tally tally = tally(arm);
    long first = Math.max(tally.first(to), to - (long) intervals * each);
    int count = (int) ((to - first) / each);
    if (count == 0) {
      return new Past.Unknown();
    }
    long from = to - (long) count * each;
    LongFunction<Sums> all = window -> tally.sums(window, window + each);
    List<List<Sums>> pods = new ArrayList<>();
    for (String pod : tally.pods()) {
      pods.add(sums(from, each, count, window -> tally.sums(pod, window, window + each)));
    }
    return past(sums(from, each, count, all), pods);
  }

  private static List<Sums> sums(long from, int each, int count, LongFunction<Sums> of) {
    return LongStream.range(0, count).mapToObj(i -> of.apply(from + i * each)).toList();
  }

  private Past past(List<Sums> all, List<List<Sums>> pods) {
    return switch (kind) {
      case RATIO -> new Past.Counts(counts(all), pods.stream().map(CountedMetric::counts).toList());
      case LATENCY -> {
        SortedSet<Double> common = common(all);
        double[] bounds = common.stream().mapToDouble(bound -> bound * seconds).toArray();
        yield new Past.Histograms(
            histograms(all, common, bounds),
            pods.stream().map(pod -> histograms(pod, common, bounds)).toList());
      }
    };
  }

  private static List<Count> counts(List<Sums> sums) {
    return sums.stream()
        .map(each -> new Count(Math.min(each.bad(), each.total()), each.total()))
        .toList();
  }

  /** The bounds that are known in every interval with requests. */
  private static SortedSet<Double> common(List<Sums> sums) {
    SortedSet<Double> common = new TreeSet<>();
    boolean first = true;
    for (Sums each : sums) {
      if (each.total() > 0 && first) {
        common.addAll(each.above().keySet());
        first = false;
      } else if (each.total() > 0) {
        common.retainAll(each.above().keySet());
      }
    }
    return common;
  }

  private static List<Histogram> histograms(
      List<Sums> sums, SortedSet<Double> at, double[] bounds) {
    return sums.stream().map(each -> new Histogram(bounds, each.above(at), each.total())).toList();
  }
}
