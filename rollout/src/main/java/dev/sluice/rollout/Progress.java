package dev.sluice.rollout;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a rollout has come.
 *
 * @param step how many steps of the strategy were entered; 0 before the first
 * @param weight percent of the traffic that the canary is meant to have, from 0 to 100
 * @param mirrored whether it is meant to get a copy of the primary's requests
 * @param failedChecks failed checks of this rollout; at least 0
 * @param round how many rounds and polls of this rollout are done; part of every key
 * @param pods the size that the canary was last given, 0 if none was asked for
 * @param startedAt when the rollout was started
 * @param stepStartedAt when the present step was entered
 * @param dueAt when the next round or poll is due
 * @param unreadySince since when the canary has not been ready, while it is judged
 * @param heldSince since when rounds have been without data
 */
public record Progress(
    int step,
    int weight,
    boolean mirrored,
    int failedChecks,
    int round,
    int pods,
    @Nullable Instant startedAt,
    @Nullable Instant stepStartedAt,
    @Nullable Instant dueAt,
    @Nullable Instant unreadySince,
    @Nullable Instant heldSince) {
  /** Nothing going on. */
  public static final Progress NONE =
      new Progress(0, 0, false, 0, 0, 0, null, null, null, null, null);

  static Progress startedAt(Instant now) {
    return new Progress(0, 0, false, 0, 0, 0, now, null, now, null, null);
  }

  /** The split that the routes are meant to say. */
  public Split split() {
    return new Split(100 - weight, weight, mirrored);
  }

  Progress withSplit(Split split) {
    return new Progress(
        step,
        split.canary(),
        split.mirrored(),
        failedChecks,
        round,
        pods,
        startedAt,
        stepStartedAt,
        dueAt,
        unreadySince,
        heldSince);
  }

  Progress withPods(int size) {
    return new Progress(
        step,
        weight,
        mirrored,
        failedChecks,
        round,
        size,
        startedAt,
        stepStartedAt,
        dueAt,
        unreadySince,
        heldSince);
  }

  Progress withStep(int number, Instant now, Instant due) {
    return new Progress(
        number, weight, mirrored, failedChecks, round + 1, pods, startedAt, now, due, null, null);
  }

  Progress withFailedCheck() {
    return new Progress(
        step,
        weight,
        mirrored,
        failedChecks + 1,
        round,
        pods,
        startedAt,
        stepStartedAt,
        dueAt,
        unreadySince,
        null);
  }

  /** The present round is done, and the next one is due then. */
  Progress withNextRound(Instant due) {
    return new Progress(
        step,
        weight,
        mirrored,
        failedChecks,
        round + 1,
        pods,
        startedAt,
        stepStartedAt,
        due,
        unreadySince,
        heldSince);
  }

  Progress withDueAt(@Nullable Instant due) {
    return new Progress(
        step,
        weight,
        mirrored,
        failedChecks,
        round,
        pods,
        startedAt,
        stepStartedAt,
        due,
        unreadySince,
        heldSince);
  }

  Progress withUnreadySince(@Nullable Instant instant) {
    return new Progress(
        step,
        weight,
        mirrored,
        failedChecks,
        round,
        pods,
        startedAt,
        stepStartedAt,
        dueAt,
        instant,
        heldSince);
  }

  Progress withHeldSince(@Nullable Instant instant) {
    return new Progress(
        step,
        weight,
        mirrored,
        failedChecks,
        round,
        pods,
        startedAt,
        stepStartedAt,
        dueAt,
        unreadySince,
        instant);
  }
}
