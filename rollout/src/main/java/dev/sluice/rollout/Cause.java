package dev.sluice.rollout;

import dev.sluice.rollout.Effect.Alert;

/**
 * Why a canary is given up, in the words of events and alerts.
 *
 * @param clause what follows {@code Rolling back <target>} in the event (A7)
 * @param alert the alert's text (A8)
 * @param verdict whether the analysis says so, which {@code onFailure: Freeze} is about; otherwise
 *     a person or a hook does
 */
record Cause(String reason, String clause, String alert, Alert.Severity severity, boolean verdict) {
  static Cause failedChecks(int failed) {
    return new Cause(
        "FailedChecks",
        "failed checks threshold reached " + failed,
        "Failed checks threshold reached " + failed,
        Alert.Severity.ERROR,
        true);
  }

  static Cause criticalCheck(String message) {
    return new Cause(
        "CriticalCheck",
        "critical check failed: " + message,
        "Critical check failed: " + message,
        Alert.Severity.ERROR,
        true);
  }

  static Cause regression(String sentence) {
    return new Cause("Regression", "regression: " + sentence, sentence, Alert.Severity.ERROR, true);
  }

  static Cause noData(String message) {
    return new Cause(
        "NoData",
        "progress deadline exceeded without data: " + message,
        "Progress deadline exceeded without data: " + message,
        Alert.Severity.ERROR,
        true);
  }

  static Cause deadline(String message) {
    return new Cause(
        "ProgressDeadlineExceeded",
        "progress deadline exceeded " + message,
        "Progress deadline exceeded " + message,
        Alert.Severity.ERROR,
        true);
  }

  static Cause primaryNotReady(String message) {
    return new Cause(
        "PrimaryNotReady",
        "primary not ready: " + message,
        "Primary not ready: " + message,
        Alert.Severity.ERROR,
        false);
  }

  /** The canary cannot be judged; that says nothing of it. */
  static Cause baselineNotReady(String message) {
    return new Cause(
        "BaselineNotReady",
        "progress deadline exceeded, baseline not ready: " + message,
        "Progress deadline exceeded, baseline not ready: " + message,
        Alert.Severity.ERROR,
        false);
  }

  static Cause rollbackHook() {
    return new Cause(
        "RollbackHook",
        "manual webhook invoked",
        "Rolling back manual webhook invoked",
        Alert.Severity.WARN,
        false);
  }

  static Cause aborted(Request request) {
    var by = Requests.byWhom(request);
    return new Cause("Aborted", "aborted" + by, "Rollout aborted" + by, Alert.Severity.WARN, false);
  }

  /** The canary is given up: rolled back, or frozen if the plan says so. */
  Outcome giveUp(Situation now) {
    var failure = new Failure(reason, alert);
    var told = new Alert(severity, alert, false);
    if (verdict && now.plan().onFailure() == Plan.OnFailure.FREEZE) {
      return now.move(Trigger.FREEZE, now.state().withFailure(failure))
          .then(
              Texts.warning(
                  "Freezing %s %s, waiting for a person to promote, abort or retry"
                      .formatted(now.texts().target(), clause)),
              told);
    }
    var progress = now.progress().withSplit(Split.PRIMARY);
    return now.move(Trigger.FAIL, now.state().withFailure(failure).withProgress(progress))
        .then(Texts.warning("Rolling back %s %s".formatted(now.texts().target(), clause)), told);
  }
}
