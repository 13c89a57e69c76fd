package dev.sluice.operator.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The metrics of the contract (A6), under its names. */
public final class CanaryMetrics {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(25), Duration.ofMillis(50),
    Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1),
    Duration.ofMillis(2500), Duration.ofSeconds(5), Duration.ofSeconds(10)
  };

  /** What {@code flagger_canary_status} says. */
  public enum Status {
    PROGRESSING(0),
    OTHER(1),
    FAILED(2);

    private final int value;

    Status(int value) {
      this.value = value;
    }
  }

  /** How a rollout ended well. */
  public enum AnalysisStatus {
    completed,
    skipped
  }

  /**
   * One Canary as the gauges see it.
   *
   * @param target name of the target, which is the contract's label {@code name}
   * @param weight percent of the traffic that the canary gets
   * @param checks last value of each metric; durations in seconds
   * @param evidence of each metric in which canary and primary are compared
   */
  public record Snapshot(
      String namespace,
      String target,
      Status status,
      int weight,
      Map<String, Double> checks,
      Map<String, Evidence> evidence) {
    public Snapshot {
      checks = Map.copyOf(checks);
      evidence = Map.copyOf(evidence);
    }
  }

  /** What a comparison has found. */
  public enum Finding {
    WORSE(-1),
    UNDECIDED(0),
    NO_WORSE(1);

    private final int value;

    Finding(int value) {
      this.value = value;
    }
  }

  /**
   * What a comparison says.
   *
   * @param powerOfTen logarithm to the base of ten of the evidence that the canary is worse
   * @param canary its value; null when there is none. Durations in seconds
   * @param primary its value; null when there is none. Durations in seconds
   */
  public record Evidence(
      double powerOfTen, @Nullable Double canary, @Nullable Double primary, Finding finding) {}

  private final MeterRegistry registry;
  private final MultiGauge totals;
  private final MultiGauge statuses;
  private final MultiGauge weights;
  private final MultiGauge analyses;
  private final MultiGauge evidence;
  private final MultiGauge values;
  private final MultiGauge findings;
  private final Map<String, Snapshot> snapshots = new ConcurrentHashMap<>();

  public CanaryMetrics(MeterRegistry registry, String version, String meshProvider) {
    this.registry = registry;
    registry.config().namingConvention(new ContractNames());
    registry.gauge("flagger_info", Tags.of("version", version, "mesh_provider", meshProvider), 1);
    totals = gauge("flagger_canary_total", "Canaries in a namespace");
    statuses = gauge("flagger_canary_status", "0 progressing, 1 any other phase, 2 failed");
    weights = gauge("flagger_canary_weight", "percent of the traffic of a workload");
    analyses = gauge("flagger_canary_metric_analysis", "last value of a metric");
    evidence =
        gauge(
            "sluice_canary_analysis_evidence",
            "evidence that the canary is worse in a metric, as a power of ten");
    values = gauge("sluice_canary_analysis_value", "value of a compared metric, for each arm");
    findings =
        gauge(
            "sluice_canary_analysis_verdict",
            "-1 the canary is worse in a metric, 0 undecided, 1 shown to be no worse");
  }

  /** Shows a Canary as it is now. */
  public void show(String key, Snapshot snapshot) {
    if (!snapshot.equals(snapshots.put(key, snapshot))) {
      publish();
    }
  }

  /** Forgets a Canary that is gone. */
  public void forget(String key) {
    if (snapshots.remove(key) != null) {
      publish();
    }
  }

  /** Adds the duration of one round of analysis. */
  public void analysed(String namespace, String target, Duration duration) {
    Timer.builder("flagger_canary_duration")
        .tags("name", target, "namespace", namespace)
        .serviceLevelObjectives(BUCKETS)
        .register(registry)
        .record(duration);
  }

  /** Counts a promotion. */
  public void promoted(String namespace, String target, String strategy, AnalysisStatus status) {
    count("flagger_canary_successes", namespace, target, strategy, status);
  }

  /** Counts a rollback. */
  public void failed(String namespace, String target, String strategy) {
    count("flagger_canary_failures", namespace, target, strategy, AnalysisStatus.completed);
  }

  private void count(
      String meter, String namespace, String target, String strategy, AnalysisStatus status) {
    Tags tags =
        Tags.of(
            "name", target,
            "namespace", namespace,
            "deployment_strategy", strategy,
            "analysis_status", status.name());
    registry.counter(meter, tags).increment();
  }

  private MultiGauge gauge(String name, String description) {
    return MultiGauge.builder(name).description(description).register(registry);
  }

  private synchronized void publish() {
    List<MultiGauge.Row<?>> status = new ArrayList<>();
    List<MultiGauge.Row<?>> weight = new ArrayList<>();
    List<MultiGauge.Row<?>> analysis = new ArrayList<>();
    for (Snapshot s : snapshots.values()) {
      status.add(row(Tags.of("name", s.target, "namespace", s.namespace), s.status.value));
      weight.add(
          row(
              Tags.of("workload", s.target + "-primary", "namespace", s.namespace),
              100 - s.weight));
      weight.add(row(Tags.of("workload", s.target, "namespace", s.namespace), s.weight));
      s.checks.forEach(
          (metric, value) ->
              analysis.add(
                  row(
                      Tags.of("name", s.target, "namespace", s.namespace, "metric", metric),
                      value)));
    }
    Map<String, Long> perNamespace =
        snapshots.values().stream()
            .collect(
                Collectors.groupingBy(Snapshot::namespace, TreeMap::new, Collectors.counting()));
    List<MultiGauge.Row<?>> total = new ArrayList<>();
    perNamespace.forEach(
        (namespace, count) -> total.add(row(Tags.of("namespace", namespace), count)));
    totals.register(total, true);
    statuses.register(status, true);
    weights.register(weight, true);
    analyses.register(analysis, true);
    publishEvidence();
  }

  private void publishEvidence() {
    List<MultiGauge.Row<?>> powers = new ArrayList<>();
    List<MultiGauge.Row<?>> arms = new ArrayList<>();
    List<MultiGauge.Row<?>> verdicts = new ArrayList<>();
    for (Snapshot s : snapshots.values()) {
      s.evidence.forEach(
          (metric, found) -> {
            Tags tags = Tags.of("name", s.target, "namespace", s.namespace, "metric", metric);
            powers.add(row(tags, found.powerOfTen));
            verdicts.add(row(tags, found.finding.value));
            if (found.canary != null) {
              arms.add(row(tags.and("arm", "canary"), found.canary));
            }
            if (found.primary != null) {
              arms.add(row(tags.and("arm", "primary"), found.primary));
            }
          });
    }
    evidence.register(powers, true);
    values.register(arms, true);
    findings.register(verdicts, true);
  }

  private static MultiGauge.Row<Number> row(Tags tags, Number value) {
    return MultiGauge.Row.of(tags, value);
  }
}
