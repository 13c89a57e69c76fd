package dev.sluice.rollout;

import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How far a rollout has come.
 *
 * @param step how many steps of the strategy were entered; 0 before the first
 * @param weight percent of the traffic that the canary is meant to have, from 0 to 100
 * @param baseline percent of the traffic that the baseline is meant to have, from 0 to 50
 * @param mirrored whether the canary is meant to get a copy of the primary's requests
 * @param failedChecks failed checks of this rollout; at least 0
 * @param round how many rounds and polls of this rollout are done; part of every key
 * @param pods the size that the canary was last given, 0 if none was asked for
 * @param startedAt when the rollout was started
 * @param analysisStartedAt when its first step was entered
 * @param stepStartedAt when the present step was entered; before the first step, when its hooks or
 *     gates were last refused; in a bake, when the bake began
 * @param dueAt when the next round or poll is due
 * @param completeRoundAt when the next complete round is due, if rounds of evidence alone come
 *     before it; null if the next round is complete
 * @param unreadySince since when the canary or the baseline, or while it gets its traffic back the
 *     primary, has not been ready
 * @param heldSince since when rounds have been without data
 */
public record Progress(
    int step,
    int weight,
    int baseline,
    boolean mirrored,
    int failedChecks,
    int round,
    int pods,
    @Nullable Instant startedAt,
    @Nullable Instant analysisStartedAt,
    @Nullable Instant stepStartedAt,
    @Nullable Instant dueAt,
    @Nullable Instant completeRoundAt,
    @Nullable Instant unreadySince,
    @Nullable Instant heldSince) {
  /** Nothing going on. */
  public static final Progress NONE =
      new Progress(0, 0, 0, false, 0, 0, 0, null, null, null, null, null, null, null);

  static Progress startedAt(Instant now) {
    return new Progress(0, 0, 0, false, 0, 0, 0, now, null, null, now, null, null, null);
  }

  /** The split that the routes are meant to say. */
  public Split split() {
    return new Split(100 - weight - baseline, weight, baseline, mirrored);
  }

  Progress withSplit(Split split) {
    return edited(
        draft -> {
          draft.weight = split.canary();
          draft.baseline = split.baseline();
          draft.mirrored = split.mirrored();
        });
  }

  Progress withPods(int size) {
    return edited(draft -> draft.pods = size);
  }

  /** The step with this number is entered; its first rounds are due then. */
  Progress withStep(int number, Instant now, Instant due, Instant complete) {
    return withNextRound(due, complete)
        .edited(
            draft -> {
              draft.step = number;
              draft.analysisStartedAt = analysisStartedAt == null ? now : analysisStartedAt;
              draft.stepStartedAt = now;
              draft.unreadySince = null;
              draft.heldSince = null;
            });
  }

  /** The promoted revision begins to be watched; its first rounds are due then. */
  Progress withBake(Instant now, Instant due, Instant complete) {
    return withNextRound(due, complete)
        .edited(
            draft -> {
              draft.failedChecks = 0;
              draft.stepStartedAt = now;
              draft.unreadySince = null;
              draft.heldSince = null;
            });
  }

  /** Back before the first step. The round goes on, so that no key is used twice. */
  Progress withoutStep(Instant now) {
    return edited(
        draft -> {
          draft.step = 0;
          draft.weight = 0;
          draft.baseline = 0;
          draft.mirrored = false;
          draft.round = round + 1;
          draft.pods = 0;
          draft.analysisStartedAt = null;
          draft.stepStartedAt = null;
          draft.dueAt = now;
          draft.completeRoundAt = null;
          draft.unreadySince = null;
          draft.heldSince = null;
        });
  }

  Progress withStepStartedAt(Instant instant) {
    return edited(draft -> draft.stepStartedAt = instant);
  }

  Progress withFailedCheck() {
    return edited(draft -> draft.failedChecks = failedChecks + 1);
  }

  /** The present round is done, and the next one, a complete one, is due then. */
  Progress withNextRound(Instant due) {
    return withNextRound(due, due);
  }

  /**
   * The present round is done.
   *
   * @param due when the next one is due
   * @param complete when the next complete one is due, not before {@code due}
   */
  Progress withNextRound(Instant due, Instant complete) {
    return edited(
        draft -> {
          draft.round = round + 1;
          draft.dueAt = due;
          draft.completeRoundAt = complete.isAfter(due) ? complete : null;
        });
  }

  /** The next round is a complete one, and due then. */
  Progress withDueAt(Instant due) {
    return edited(
        draft -> {
          draft.dueAt = due;
          draft.completeRoundAt = null;
        });
  }

  Progress withUnreadySince(@Nullable Instant instant) {
    return edited(draft -> draft.unreadySince = instant);
  }

  Progress withHeldSince(@Nullable Instant instant) {
    return edited(draft -> draft.heldSince = instant);
  }

  private Progress edited(Consumer<Draft> change) {
    var draft = new Draft(this);
    change.accept(draft);
    return draft.toProgress();
  }

  /** The components while some of them are being changed. */
  private static final class Draft {
    private int step;
    private int weight;
    private int baseline;
    private boolean mirrored;
    private int failedChecks;
    private int round;
    private int pods;
    private @Nullable Instant startedAt;
    private @Nullable Instant analysisStartedAt;
    private @Nullable Instant stepStartedAt;
    private @Nullable Instant dueAt;
    private @Nullable Instant completeRoundAt;
    private @Nullable Instant unreadySince;
    private @Nullable Instant heldSince;

    private Draft(Progress progress) {
      step = progress.step;
      weight = progress.weight;
      baseline = progress.baseline;
      mirrored = progress.mirrored;
      failedChecks = progress.failedChecks;
      round = progress.round;
      pods = progress.pods;
      startedAt = progress.startedAt;
      analysisStartedAt = progress.analysisStartedAt;
      stepStartedAt = progress.stepStartedAt;
      dueAt = progress.dueAt;
      completeRoundAt = progress.completeRoundAt;
      unreadySince = progress.unreadySince;
      heldSince = progress.heldSince;
    }

    private Progress toProgress() {
      return new Progress(
          step,
          weight,
          baseline,
          mirrored,
          failedChecks,
          round,
          pods,
          startedAt,
          analysisStartedAt,
          stepStartedAt,
          dueAt,
          completeRoundAt,
          unreadySince,
          heldSince);
    }
  }
}
