package dev.sluice.operator.metrics;

import dev.sluice.analysis.counting.Arm;
import dev.sluice.analysis.counting.Windows;
import dev.sluice.analysis.sequential.Against;
import dev.sluice.crds.Canary;
import dev.sluice.operator.http.TrustingClients;
import dev.sluice.operator.kube.Cluster;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import okhttp3.OkHttpClient;

/** Begins to read what the arms of rollouts do. */
public final class Comparisons {
  private final MetricReaders readers;
  private final ExecutorService executor;
  private final InstantSource clock;

  /**
   * @param executor fetches metrics side by side; with a virtual thread for each
   */
  public Comparisons(
      Cluster cluster,
      OkHttpClient http,
      MetricsOptions options,
      ExecutorService executor,
      InstantSource clock) {
    this(
        new ComparedQueries(
            new Models(cluster, options),
            new Sources(cluster, new TrustingClients(http), options),
            options),
        executor,
        clock);
  }

  /**
   * @param readers of the metrics
   * @param executor fetches metrics side by side
   */
  public Comparisons(MetricReaders readers, ExecutorService executor, InstantSource clock) {
    this.readers = readers;
    this.executor = executor;
    this.clock = clock;
  }

  /**
   * Begins to read; asks nobody yet. What cannot be asked, because a template or a secret is
   * missing or a query is no selector, is told as missing in every interval.
   *
   * @param metrics in the order of the judge's settings
   * @param interval length of an evidence interval; where metrics are scraped less often, so many
   *     of them are taken together as it takes
   * @param start when the analysis began, or after a promotion the watch
   */
  public ArmReader open(
      Canary canary, List<Compared> metrics, Duration interval, Instant start, Against against) {
    ArmPair arms =
        switch (against) {
          case PRIMARY -> new ArmPair(Arm.CANARY, Arm.PRIMARY);
          case BASELINE -> new ArmPair(Arm.CANARY, Arm.BASELINE);
          case OWN_PAST -> new ArmPair(Arm.PRIMARY, null);
        };
    Windows windows = new Windows(start, interval);
    Map<String, MetricReader> opened = new LinkedHashMap<>();
    for (Compared metric : metrics) {
      opened.put(metric.comparison().name(), readers.reader(canary, metric, arms, windows));
    }
    return new ArmReader(opened, windows, executor, clock);
  }
}
