package dev.sluice.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The conditions of a state: Flagger's {@code Promoted} in the contract's words (A2), and what
 * kstatus reads.
 */
final class Conditions {
  private Conditions() {}

  static List<Condition> of(Plan plan, State state) {
    var conditions = new ArrayList<Condition>();
    promoted(plan, state).ifPresent(conditions::add);
    conditions.add(ready(state));
    conditions.add(reconciling(state));
    conditions.add(stalled(state));
    if (plan.warnings().contains(Plan.WITHOUT_BASELINE)) {
      conditions.add(
          new Condition(
              "Baseline",
              Condition.Status.FALSE,
              "BaselineNotSupported",
              Plan.WITHOUT_BASELINE + "."));
    }
    return List.copyOf(conditions);
  }

  private static Optional<Condition> promoted(Plan plan, State state) {
    var kind = plan.subject().kind();
    var phase = state.phase();
    return switch (phase) {
      case NONE -> Optional.empty();
      case INITIALIZING ->
          unknown(phase, "New %s detected, starting initialization.".formatted(kind));
      case INITIALIZED ->
          promoted(Condition.Status.TRUE, phase, "%s initialization completed.".formatted(kind));
      case WAITING, WAITING_PROMOTION -> unknown(phase, "Waiting for approval.");
      case PROGRESSING -> unknown(phase, "New revision detected, progressing canary analysis.");
      case PROMOTING ->
          unknown(phase, "Canary analysis completed, starting primary rolling update.");
      case FINALISING ->
          unknown(
              phase,
              state.stage() == Stage.BAKING
                  ? "Canary analysis completed, watching the promoted revision."
                  : "Canary analysis completed, routing all traffic to primary.");
      case SUCCEEDED -> promoted(Condition.Status.TRUE, phase, succeeded(state));
      case FAILED ->
          promoted(
              Condition.Status.FALSE,
              phase,
              "Canary analysis failed, %s scaled to zero.".formatted(kind));
      case FROZEN ->
          promoted(
              Condition.Status.FALSE,
              phase,
              "Canary analysis failed, traffic and pods stay until a person decides.");
      case TERMINATING -> unknown(phase, "The Canary is being deleted.");
      case TERMINATED -> unknown(phase, "The Canary is deleted.");
    };
  }

  private static String succeeded(State state) {
    if (state.ledger().contains(Withdrawing.RETURNED)) {
      return "The rollout did not end in a promotion; the target is back at the promoted revision.";
    }
    return state.skipped()
        ? "Canary analysis was skipped, promotion finished."
        : "Canary analysis completed successfully, promotion finished.";
  }

  private static Optional<Condition> unknown(Phase phase, String message) {
    return promoted(Condition.Status.UNKNOWN, phase, message);
  }

  private static Optional<Condition> promoted(
      Condition.Status status, Phase phase, String message) {
    return Optional.of(new Condition("Promoted", status, phase.text(), message));
  }

  private static Condition ready(State state) {
    var problem = state.problem();
    if (problem != null) {
      return new Condition("Ready", Condition.Status.FALSE, problem.reason(), problem.message());
    }
    var failure = state.failure();
    if (failure != null) {
      return new Condition("Ready", Condition.Status.FALSE, failure.reason(), failure.message());
    }
    return switch (state.stage()) {
      case INITIALIZED, SUCCEEDED ->
          new Condition(
              "Ready",
              Condition.Status.TRUE,
              state.phase().text(),
              "The promoted revision serves.");
      case NEW,
          INITIALIZING,
          WAITING,
          STARTING,
          ANALYSING,
          HOLDING,
          WAITING_PROMOTION,
          PROMOTING,
          SHIFTING_BACK,
          FINALISING,
          BAKING,
          RETURNING,
          ROLLING_BACK,
          RECOVERING,
          FAILED,
          FROZEN,
          TERMINATING,
          TERMINATED ->
          new Condition(
              "Ready",
              Condition.Status.UNKNOWN,
              resting(state).orElse(reason(state)),
              doing(state));
    };
  }

  private static boolean isPaused(State state) {
    return state.paused() && state.stage().undecided();
  }

  private static Optional<String> resting(State state) {
    return state.suspended()
        ? Optional.of("Suspended")
        : isPaused(state) ? Optional.of("Paused") : Optional.empty();
  }

  private static Condition reconciling(State state) {
    return state.stage().atRest()
        ? new Condition("Reconciling", Condition.Status.FALSE, reason(state), doing(state))
        : new Condition(
            "Reconciling",
            Condition.Status.TRUE,
            resting(state).orElse(reason(state)),
            doing(state));
  }

  private static Condition stalled(State state) {
    var problem = state.problem();
    if (problem != null && problem.blocking()) {
      return new Condition("Stalled", Condition.Status.TRUE, problem.reason(), problem.message());
    }
    var failure = state.failure();
    return failure != null && state.stage().atRest()
        ? new Condition("Stalled", Condition.Status.TRUE, failure.reason(), failure.message())
        : new Condition("Stalled", Condition.Status.FALSE, reason(state), "Nothing is in the way.");
  }

  private static String reason(State state) {
    return state.phase() == Phase.NONE ? "New" : state.phase().text();
  }

  private static String doing(State state) {
    if (isPaused(state)) {
      return "Paused by a person; the annotation sluice.dev/request with the action resume goes on.";
    }
    return switch (state.stage()) {
      case NEW -> "Looking for the target.";
      case INITIALIZING -> "Making the primary and giving it the traffic.";
      case INITIALIZED, SUCCEEDED -> "The promoted revision serves.";
      case WAITING -> "Waiting for the rollout to be confirmed.";
      case STARTING -> "Starting the canary.";
      case ANALYSING -> "Judging the canary in step %d.".formatted(state.progress().step());
      case HOLDING ->
          state.ledger().contains(Advance.INCONCLUSIVE)
                  && !state.ledger().contains(Advance.ACCEPTED)
              ? "Waiting for a person, the evidence gave no verdict in its time."
              : "Waiting for a person after step %d.".formatted(state.progress().step());
      case WAITING_PROMOTION -> "Waiting for promotion to be confirmed.";
      case PROMOTING -> "Giving the primary the new revision.";
      case SHIFTING_BACK -> "Giving the primary its traffic back.";
      case FINALISING -> "Taking all traffic to the primary.";
      case BAKING -> "Watching the promoted revision, the one before can still come back.";
      case RETURNING -> "The target is back at the promoted revision.";
      case ROLLING_BACK -> "Taking all traffic back to the primary.";
      case RECOVERING -> "Restoring the last good revision on the primary.";
      case FAILED -> "The rollout failed; the promoted revision serves.";
      case FROZEN -> "The rollout failed; waiting for a person.";
      case TERMINATING, TERMINATED -> "The Canary is being deleted.";
    };
  }
}
