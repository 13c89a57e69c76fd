package dev.sluice.operator.canary;

import dev.sluice.crds.CanaryStatus;
import dev.sluice.crds.CanaryStatus.Trouble;
import dev.sluice.rollout.Failure;
import dev.sluice.rollout.Phase;
import dev.sluice.rollout.Problem;
import dev.sluice.rollout.Progress;
import dev.sluice.rollout.Request;
import dev.sluice.rollout.Revisions;
import dev.sluice.rollout.Stage;
import dev.sluice.rollout.State;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the machine's memory from a status. What {@link StatusWriter} wrote comes back the same.
 */
final class StatusMapping {
  private StatusMapping() {}

  /**
   * The state in a status.
   *
   * @param target what the target asks for now, null if there is none
   * @param primary what the primary runs now, null if there is none
   */
  static State state(
      @Nullable CanaryStatus status, @Nullable String target, @Nullable String primary) {
    if (status == null) {
      return State.NEW;
    }
    CanaryStatus.Rollout rollout = status.rollout();
    if (rollout != null && rollout.stage() != null) {
      // A new Canary has no phase, but perhaps a problem that was told already.
      return own(status, rollout);
    }
    return isFlaggers(status) ? adopted(status, target, primary) : State.NEW;
  }

  /** Whether Flagger wrote this status last. */
  static boolean isFlaggers(@Nullable CanaryStatus status) {
    return status != null
        && (status.rollout() == null || status.rollout().stage() == null)
        && status.phase() != null
        && !status.phase().isEmpty();
  }

  private static State own(CanaryStatus status, CanaryStatus.Rollout rollout) {
    Stage stage = stage(Objects.requireNonNullElse(rollout.stage(), ""));
    return new State(
        stage,
        instant(status.lastTransitionTime()).orElse(Instant.EPOCH),
        new Revisions(
            rollout.seenRevision(),
            status.lastAppliedSpec(),
            status.lastPromotedSpec(),
            rollout.previousRevision()),
        orZero(rollout.id()),
        new Progress(
            orZero(rollout.step()),
            orZero(status.canaryWeight()),
            orZero(rollout.baselineWeight()),
            Boolean.TRUE.equals(rollout.mirrored()),
            orZero(status.failedChecks()),
            orZero(rollout.round()),
            orZero(rollout.pods()),
            instant(rollout.startedAt()).orElse(null),
            instant(rollout.analysisStartedAt()).orElse(null),
            instant(rollout.stepStartedAt()).orElse(null),
            instant(rollout.nextStepAt()).orElse(null),
            instant(rollout.completeRoundAt()).orElse(null),
            instant(rollout.unreadySince()).orElse(null),
            instant(rollout.heldSince()).orElse(null)),
        Set.copyOf(rollout.ledger()),
        rollout.failure() == null
            ? null
            : new Failure(rollout.failure().reason(), rollout.failure().message()),
        rollout.grounds(),
        Boolean.TRUE.equals(rollout.skipped()),
        Boolean.TRUE.equals(rollout.paused()),
        Boolean.TRUE.equals(rollout.suspended()),
        handled(rollout.lastRequest()),
        problem(rollout.problem()),
        status.trackedConfigs());
  }

  /**
   * The state of a Canary that Flagger managed until now, whose hashes cannot be compared with
   * ours. What its primary runs is taken as promoted. A revision that had failed is not tried
   * again; one that was under way is analysed anew.
   */
  private static State adopted(
      CanaryStatus status, @Nullable String target, @Nullable String primary) {
    Phase phase = phase(Objects.requireNonNullElse(status.phase(), ""));
    if (primary == null || phase == Phase.INITIALIZING) {
      return State.NEW;
    }
    boolean failed = phase == Phase.FAILED && target != null;
    String started = failed ? target : primary;
    return new State(
        failed ? Stage.FAILED : Stage.SUCCEEDED,
        instant(status.lastTransitionTime()).orElse(Instant.EPOCH),
        new Revisions(started, started, primary, null),
        0,
        Progress.NONE,
        Set.of(),
        failed ? new Failure("FailedChecks", "the analysis failed before Sluice took over") : null,
        null,
        false,
        false,
        false,
        null,
        null,
        status.trackedConfigs());
  }

  private static Stage stage(String name) {
    return Arrays.stream(Stage.values())
        .filter(stage -> stage.name().equals(name))
        .findAny()
        .orElse(Stage.NEW);
  }

  private static Phase phase(String text) {
    return Arrays.stream(Phase.values())
        .filter(phase -> phase.text().equals(text))
        .findAny()
        .orElse(Phase.NONE);
  }

  private static Request.@Nullable Handled handled(CanaryStatus.@Nullable Request request) {
    if (request == null) {
      return null;
    }
    return Requests.action(request.action())
        .map(
            action ->
                new Request.Handled(
                    new Request(
                        request.id(),
                        action,
                        Objects.requireNonNullElse(request.by(), ""),
                        Objects.requireNonNullElse(request.reason(), "")),
                    Boolean.TRUE.equals(request.accepted())))
        .orElse(null);
  }

  private static @Nullable Problem problem(@Nullable Trouble trouble) {
    return trouble == null
        ? null
        : new Problem(trouble.reason(), trouble.message(), Boolean.TRUE.equals(trouble.blocking()));
  }

  private static Optional<Instant> instant(@Nullable String text) {
    try {
      return text == null || text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static int orZero(@Nullable Integer value) {
    return value == null ? 0 : value;
  }
}
