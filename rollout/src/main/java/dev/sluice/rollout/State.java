package dev.sluice.rollout;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the status persists: the only memory of a rollout. Every component must come back from the
 * status as it went in.
 *
 * @param since when the stage was entered; {@code status.lastTransitionTime}
 * @param rollout how many rollouts this Canary has started; part of every key
 * @param ledger what was done once in this rollout and is not done again: hooks that passed, waits
 *     that were announced
 * @param failure why the rollout is ending or has ended badly
 * @param skipped whether this rollout is promoted without (all of) its analysis
 * @param paused whether a person paused this rollout
 * @param suspended whether the Canary was last seen suspended
 * @param handled the last request, and what became of it
 * @param problem what is wrong, as it was last announced
 * @param trackedConfigs the configs of the started revision; {@code status.trackedConfigs}
 */
public record State(
    Stage stage,
    Instant since,
    Revisions revisions,
    int rollout,
    Progress progress,
    Set<String> ledger,
    @Nullable Failure failure,
    boolean skipped,
    boolean paused,
    boolean suspended,
    Request.@Nullable Handled handled,
    @Nullable Problem problem,
    Map<String, String> trackedConfigs) {
  /** Of a Canary that was never looked at. */
  public static final State NEW =
      new State(
          Stage.NEW,
          Instant.EPOCH,
          Revisions.NONE,
          0,
          Progress.NONE,
          Set.of(),
          null,
          false,
          false,
          false,
          null,
          null,
          Map.of());

  public State {
    ledger = Collections.unmodifiableSet(new TreeSet<>(ledger));
    trackedConfigs = Map.copyOf(trackedConfigs);
  }

  /**
   * What the keys of the present round begin with. Answers under other keys can be forgotten once
   * this state is stored.
   */
  public String keyPrefix() {
    return "%s.%d/%d/".formatted(revisions.started(), rollout, progress.round());
  }

  /** What {@code status.phase} says. */
  public Phase phase() {
    return stage.phase();
  }

  /**
   * What {@code status.iterations} says: the present iteration, and one less than asked for while
   * promotion is being confirmed (A2); always 0 in a weighted canary.
   */
  public int iterations(Plan plan) {
    var steps = plan.strategy().steps();
    int entered = Math.min(progress.step(), steps.size());
    if (entered == 0 || !stage.undecided()) {
      return 0;
    }
    int last = steps.stream().mapToInt(Step::iteration).max().orElse(0);
    int iteration = steps.get(entered - 1).iteration();
    boolean switched = last > 0 && iteration == 0;
    return stage == Stage.WAITING_PROMOTION
        ? Math.max(0, last - 1)
        : switched ? last + 1 : iteration;
  }

  State withStage(Stage next, Instant now) {
    return new State(
        next,
        now,
        revisions,
        rollout,
        progress,
        ledger,
        failure,
        skipped,
        paused,
        suspended,
        handled,
        problem,
        trackedConfigs);
  }

  State withSince(Instant now) {
    return withStage(stage, now);
  }

  State withRevisions(Revisions next) {
    return new State(
        stage,
        since,
        next,
        rollout,
        progress,
        ledger,
        failure,
        skipped,
        paused,
        suspended,
        handled,
        problem,
        trackedConfigs);
  }

  State withProgress(Progress next) {
    return new State(
        stage,
        since,
        revisions,
        rollout,
        next,
        ledger,
        failure,
        skipped,
        paused,
        suspended,
        handled,
        problem,
        trackedConfigs);
  }

  /** With one more entry in the ledger. */
  State withEntry(String entry) {
    var entries = new TreeSet<>(ledger);
    entries.add(entry);
    return new State(
        stage,
        since,
        revisions,
        rollout,
        progress,
        entries,
        failure,
        skipped,
        paused,
        suspended,
        handled,
        problem,
        trackedConfigs);
  }

  State withFailure(@Nullable Failure next) {
    return new State(
        stage,
        since,
        revisions,
        rollout,
        progress,
        ledger,
        next,
        skipped,
        paused,
        suspended,
        handled,
        problem,
        trackedConfigs);
  }

  State withSkipped(boolean next) {
    return new State(
        stage,
        since,
        revisions,
        rollout,
        progress,
        ledger,
        failure,
        next,
        paused,
        suspended,
        handled,
        problem,
        trackedConfigs);
  }

  State withPaused(boolean next) {
    return new State(
        stage,
        since,
        revisions,
        rollout,
        progress,
        ledger,
        failure,
        skipped,
        next,
        suspended,
        handled,
        problem,
        trackedConfigs);
  }

  State withSuspended(boolean next) {
    return new State(
        stage,
        since,
        revisions,
        rollout,
        progress,
        ledger,
        failure,
        skipped,
        paused,
        next,
        handled,
        problem,
        trackedConfigs);
  }

  State withHandled(Request.Handled next) {
    return new State(
        stage,
        since,
        revisions,
        rollout,
        progress,
        ledger,
        failure,
        skipped,
        paused,
        suspended,
        next,
        problem,
        trackedConfigs);
  }

  State withProblem(@Nullable Problem next) {
    return new State(
        stage,
        since,
        revisions,
        rollout,
        progress,
        ledger,
        failure,
        skipped,
        paused,
        suspended,
        handled,
        next,
        trackedConfigs);
  }

  /** A rollout of this revision begins; everything that belonged to the last one is forgotten. */
  State starting(String revision, Map<String, String> configs, Instant now) {
    return new State(
        stage,
        since,
        revisions.withStarted(revision),
        rollout + 1,
        Progress.startedAt(now),
        Set.of(),
        null,
        false,
        false,
        suspended,
        handled,
        problem,
        configs);
  }
}
