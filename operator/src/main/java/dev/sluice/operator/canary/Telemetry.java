package dev.sluice.operator.canary;

import dev.sluice.analysis.CheckResult;
import dev.sluice.crds.Canary;
import dev.sluice.operator.server.CanaryMetrics;
import dev.sluice.operator.server.CanaryMetrics.AnalysisStatus;
import dev.sluice.rollout.Phase;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.State;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns changes of a rollout into metrics and lines of the log. */
final class Telemetry {
  private static final Logger log = LoggerFactory.getLogger(Telemetry.class);

  private final CanaryMetrics metrics;

  Telemetry(CanaryMetrics metrics) {
    this.metrics = metrics;
  }

  void changed(Canary canary, Plan plan, State before, State next, List<CheckResult> checks) {
    Plan.Subject subject = plan.subject();
    Map<String, Double> values = new HashMap<>();
    Map<String, CanaryMetrics.Evidence> evidence = new HashMap<>();
    for (CheckResult check : checks) {
      Double value = check.exported();
      if (value != null) {
        values.put(check.name(), value);
      }
      if (check.evidence() != null) {
        evidence.put(check.name(), evidence(check, check.evidence()));
      }
    }
    metrics.show(
        key(ResourceID.fromResource(canary)),
        new CanaryMetrics.Snapshot(
            subject.namespace(),
            subject.target(),
            status(next.phase()),
            next.progress().weight(),
            values,
            evidence));
    if (before.stage() != next.stage()) {
      log.info("{} -> {}", before.stage(), next.stage());
    }
    History.ended(before, next).ifPresent(outcome -> count(outcome, plan, next));
  }

  private static CanaryMetrics.Evidence evidence(CheckResult check, CheckResult.Evidence found) {
    return new CanaryMetrics.Evidence(
        found.powerOfTen(),
        check.exported(),
        check.exported(found.primary()),
        switch (check.verdict()) {
          case PASSED -> CanaryMetrics.Finding.NO_WORSE;
          case FAILED, CRITICAL -> CanaryMetrics.Finding.WORSE;
          case UNDECIDED, HELD -> CanaryMetrics.Finding.UNDECIDED;
        });
  }

  void forget(ResourceID id) {
    metrics.forget(key(id));
  }

  private void count(String outcome, Plan plan, State ended) {
    Plan.Subject subject = plan.subject();
    String strategy = plan.strategy().label();
    switch (outcome) {
      case "Promoted" ->
          metrics.promoted(
              subject.namespace(),
              subject.target(),
              strategy,
              ended.skipped() ? AnalysisStatus.skipped : AnalysisStatus.completed);
      case "RolledBack", "Frozen" ->
          metrics.failed(subject.namespace(), subject.target(), strategy);
      default -> {
        // A rollout that another one replaced has no result of its own.
      }
    }
  }

  private static CanaryMetrics.Status status(Phase phase) {
    return switch (phase) {
      case PROGRESSING -> CanaryMetrics.Status.PROGRESSING;
      case FAILED -> CanaryMetrics.Status.FAILED;
      case NONE,
          INITIALIZING,
          INITIALIZED,
          WAITING,
          WAITING_PROMOTION,
          PROMOTING,
          FINALISING,
          SUCCEEDED,
          FROZEN,
          TERMINATING,
          TERMINATED ->
          CanaryMetrics.Status.OTHER;
    };
  }

  private static String key(ResourceID id) {
    return id.getNamespace().orElse("") + "/" + id.getName();
  }
}
