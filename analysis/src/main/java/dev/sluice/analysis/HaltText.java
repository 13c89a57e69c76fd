package dev.sluice.analysis;

import org.jspecify.annotations.Nullable;

/**
 * The texts of events about checks, in Flagger's exact words (pkg/controller/scheduler_metrics.go).
 */
final class HaltText {
  private HaltText() {}

  /** Null when the value is within the check's bounds. */
  static @Nullable String outOfBounds(Subject subject, Check check, double value) {
    Metric metric = check.metric();
    Double min = check.bounds().min();
    if (min != null && value < metric.judged(min)) {
      return halt(subject, check, value, "<", metric.judged(min));
    }
    Double max = check.bounds().max();
    if (max != null && value > metric.judged(max)) {
      return halt(subject, check, value, ">", metric.judged(max));
    }
    return null;
  }

  private static String halt(
      Subject subject, Check check, double value, String relation, double bound) {
    String what =
        switch (check.metric()) {
          case REQUEST_SUCCESS_RATE ->
              "success rate %s%% %s %s%%"
                  .formatted(GoNotation.twoDecimals(value), relation, GoNotation.number(bound));
          case REQUEST_DURATION ->
              "request duration %s %s %s"
                  .formatted(
                      GoNotation.millis((long) value), relation, GoNotation.millis((long) bound));
          case QUERY, TEMPLATE ->
              "%s %s %s %s"
                  .formatted(
                      check.name(),
                      GoNotation.twoDecimals(value),
                      relation,
                      GoNotation.number(bound));
        };
    return "Halt %s.%s advancement %s".formatted(subject.canary(), subject.namespace(), what);
  }

  static String noData(Subject subject, Check check, String reason) {
    return switch (check.metric()) {
      case REQUEST_SUCCESS_RATE -> noTraffic(subject, check) + ": " + reason;
      case REQUEST_DURATION -> noTraffic(subject, check);
      case QUERY -> "Halt advancement no values found for metric: " + check.name();
      case TEMPLATE ->
          "Halt advancement no values found for custom metric: %s: %s"
              .formatted(check.name(), reason);
    };
  }

  private static String noTraffic(Subject subject, Check check) {
    return "Halt advancement no values found for %s metric %s probably %s.%s is not receiving traffic"
        .formatted(subject.metricsProvider(), check.name(), subject.target(), subject.namespace());
  }

  static String failed(Check check, String reason) {
    return switch (check.metric()) {
      case REQUEST_SUCCESS_RATE, REQUEST_DURATION -> "Prometheus query failed: " + reason;
      case QUERY -> "Prometheus query failed for %s: %s".formatted(check.name(), reason);
      case TEMPLATE -> "Metric query failed for %s: %s".formatted(check.name(), reason);
    };
  }
}
