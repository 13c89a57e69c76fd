package dev.sluice.operator.metrics;

import dev.sluice.analysis.counting.Arm;
import dev.sluice.analysis.counting.Windows;
import dev.sluice.analysis.sequential.History;
import dev.sluice.analysis.sequential.Interval;
import dev.sluice.crds.Canary;
import dev.sluice.operator.http.TrustingClients;
import dev.sluice.operator.kube.Cluster;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import okhttp3.OkHttpClient;

/**
 * Reads the past of a service as if a release had been there: the primary against itself, so that
 * nothing that is found was a regression.
 */
public final class OwnPast {
  private final ComparedQueries queries;
  private final ExecutorService executor;

  /** How the primary is split in two. */
  public enum Split {
    /** One pod against the others. */
    BY_POD,
    /** The second half of each interval against the first. */
    BY_TIME
  }

  /**
   * A release that never was.
   *
   * @param history of the hour before
   * @param problems why something could not be read; whole sentences
   */
  public record Release(
      Split split, History history, List<Interval> intervals, List<String> problems) {}

  /**
   * @param cluster for MetricTemplates and their Secrets
   * @param executor fetches metrics side by side; with a virtual thread for each
   */
  public OwnPast(
      Cluster cluster, OkHttpClient http, MetricsOptions options, ExecutorService executor) {
    this.queries =
        new ComparedQueries(
            new Models(cluster, options),
            new Sources(cluster, new TrustingClients(http), options),
            options);
    this.executor = executor;
  }

  /**
   * Reads one release. Blocks.
   *
   * @param metrics what is compared; a gauge, which has no pods, is split by time
   * @param turn which pod is taken for the canary
   * @throws InterruptedException when the thread is interrupted
   */
  public Release release(
      Canary canary,
      List<Compared> metrics,
      Duration interval,
      Instant start,
      Duration length,
      int turn)
      throws InterruptedException {
    Windows windows = new Windows(start, interval);
    ArmPair alone = new ArmPair(Arm.PRIMARY, null);
    Map<String, MetricReader> readers = new LinkedHashMap<>();
    for (Compared metric : metrics) {
      MetricReader reader = queries.reader(canary, metric, alone, windows);
      readers.put(metric.comparison().name(), split(reader, turn));
    }
    Instant end = start.plus(length).plus(Duration.ofMinutes(5));
    ArmReader reader = new ArmReader(readers, windows, executor, () -> end);
    ArmReading reading = reader.read(since -> share(readers));
    return new Release(
        isByPod(readers) ? Split.BY_POD : Split.BY_TIME,
        reader.history().orElse(History.NONE),
        reading.intervals().stream().filter(each -> each.end().compareTo(length) <= 0).toList(),
        reading.problems());
  }

  private static MetricReader split(MetricReader reader, int turn) {
    return switch (reader) {
      case CountedReader counted -> new SplitReader(counted, turn);
      case GaugeReader gauge -> new SplitGaugeReader(gauge);
      default -> reader;
    };
  }

  private static boolean isByPod(Map<String, MetricReader> readers) {
    return readers.values().stream()
        .anyMatch(reader -> reader instanceof SplitReader split && split.isByPod());
  }

  private static double share(Map<String, MetricReader> readers) {
    return readers.values().stream()
        .mapToDouble(reader -> reader instanceof SplitReader split ? split.share() : 0.5)
        .min()
        .orElse(0.5);
  }
}
