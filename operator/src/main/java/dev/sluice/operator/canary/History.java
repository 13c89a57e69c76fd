package dev.sluice.operator.canary;

import dev.sluice.crds.CanaryStatus;
import dev.sluice.operator.git.writeback.Cause;
import dev.sluice.rollout.Failure;
import dev.sluice.rollout.Stage;
import dev.sluice.rollout.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The last rollouts of a Canary, the newest first. */
final class History {
  private static final int MOST = 10;

  private History() {}

  /** The history after a change of the state; one entry more if a rollout ended with it. */
  static List<CanaryStatus.Release> after(
      @Nullable CanaryStatus old, State before, State next, Instant now) {
    List<CanaryStatus.Release> releases = new ArrayList<>(old == null ? List.of() : old.history());
    ended(before, next)
        .ifPresent(outcome -> releases.addFirst(release(outcome, old, before, next, now)));
    return releases.size() > MOST ? releases.subList(0, MOST) : releases;
  }

  /** How a rollout ended with this change; empty if none did. */
  static Optional<String> ended(State before, State next) {
    if (before.rollout() == 0 && next.rollout() == 0) {
      return Optional.empty();
    }
    if (before.rollout() != next.rollout()) {
      return before.rollout() > 0 && !before.stage().atRest()
          ? Optional.of("Superseded")
          : Optional.empty();
    }
    if (before.stage() == next.stage()) {
      return Optional.empty();
    }
    return switch (next.stage()) {
      case SUCCEEDED -> succeeded(before.stage());
      case FAILED -> Optional.of("RolledBack");
      case FROZEN -> Optional.of("Frozen");
      case NEW,
          INITIALIZING,
          INITIALIZED,
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
          TERMINATING,
          TERMINATED ->
          Optional.empty();
    };
  }

  /** After a failure the target went back: that rollout has ended before. */
  private static Optional<String> succeeded(Stage before) {
    return before == Stage.FAILED
        ? Optional.empty()
        : Optional.of(before == Stage.RETURNING ? "Returned" : "Promoted");
  }

  private static CanaryStatus.Release release(
      String outcome, @Nullable CanaryStatus old, State before, State next, Instant now) {
    State rollout = outcome.equals("Superseded") ? before : next;
    Failure failure = rollout.failure();
    Instant startedAt =
        rollout.progress().startedAt() == null
            ? before.progress().startedAt()
            : rollout.progress().startedAt();
    return new CanaryStatus.Release(
        Integer.toString(rollout.rollout()),
        Objects.requireNonNullElse(rollout.revisions().started(), ""),
        outcome,
        failure != null ? failure.message() : outcome.equals("Promoted") ? rollout.grounds() : null,
        startedAt == null ? null : startedAt.toString(),
        now.toString(),
        Provenance.recorded(old).flatMap(Cause::source).orElse(null),
        Provenance.recorded(old).flatMap(Cause::changedBy).orElse(null),
        null);
  }
}
