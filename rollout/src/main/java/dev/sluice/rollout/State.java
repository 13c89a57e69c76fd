package dev.sluice.rollout;

import dev.sluice.rollout.Request.Handled;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the status persists: the only memory of a rollout. Every component must come back from the
 * status as it went in.
 *
 * @param since when the stage was entered; {@code status.lastTransitionTime}
 * @param rollout how many rollouts this Canary has started; part of every key
 * @param ledger what was done once in this rollout and is not done again: hooks that passed, waits
 *     that were announced; and that the canary still owes new pods to changed configs
 * @param failure why the rollout is ending or has ended badly
 * @param grounds the sentence on which the promotion of this rollout rests; null if no judge gave
 *     one
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
    @Nullable String grounds,
    boolean skipped,
    boolean paused,
    boolean suspended,
    @Nullable Handled handled,
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
   * Whether an answer under this key can still be asked for in this state; all others can be
   * forgotten once it is stored.
   */
  public boolean awaits(String key) {
    return key.startsWith(roundPrefix()) || key.startsWith(oncePrefix());
  }

  /** Tells this rollout from all others of this Canary. */
  public String key() {
    return "%s.%d".formatted(revisions.started(), rollout);
  }

  /** What the keys of the present round begin with. */
  String roundPrefix() {
    return "%s/%d/".formatted(key(), progress.round());
  }

  /** What the keys of calls that belong to the whole rollout begin with. */
  String oncePrefix() {
    return key() + "/once/";
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
    return edited(
        draft -> {
          draft.stage = next;
          draft.since = now;
        });
  }

  /** With every deadline counted from now: nothing could go forward until now. */
  State withClocksRestarted(Instant now) {
    return edited(
        draft -> {
          draft.since = now;
          draft.progress = progress.withUnreadySince(null).withHeldSince(null);
        });
  }

  State withRevisions(Revisions next) {
    return edited(draft -> draft.revisions = next);
  }

  State withProgress(Progress next) {
    return edited(draft -> draft.progress = next);
  }

  State withTrackedConfigs(Map<String, String> next) {
    return edited(draft -> draft.trackedConfigs = next);
  }

  /** With one more entry in the ledger. */
  State withEntry(String entry) {
    return edited(
        draft -> {
          draft.ledger = new TreeSet<>(ledger);
          draft.ledger.add(entry);
        });
  }

  /** Without these in the ledger. */
  State withoutEntries(Set<String> entries) {
    return edited(
        draft -> {
          draft.ledger = new TreeSet<>(ledger);
          draft.ledger.removeAll(entries);
        });
  }

  State withFailure(@Nullable Failure next) {
    return edited(draft -> draft.failure = next);
  }

  State withGrounds(@Nullable String next) {
    return edited(draft -> draft.grounds = next);
  }

  State withSkipped() {
    return edited(draft -> draft.skipped = true);
  }

  State withPaused(boolean next) {
    return edited(draft -> draft.paused = next);
  }

  State withSuspended(boolean next) {
    return edited(draft -> draft.suspended = next);
  }

  State withHandled(Handled next) {
    return edited(draft -> draft.handled = next);
  }

  State withProblem(@Nullable Problem next) {
    return edited(draft -> draft.problem = next);
  }

  /** A rollout of this revision begins; everything that belonged to the last one is forgotten. */
  State starting(String revision, Map<String, String> configs, Instant now) {
    return edited(
        draft -> {
          draft.revisions = revisions.withStarted(revision);
          draft.rollout = rollout + 1;
          draft.progress = Progress.startedAt(now);
          draft.ledger = Set.of();
          draft.failure = null;
          draft.grounds = null;
          draft.skipped = false;
          draft.paused = false;
          draft.trackedConfigs = configs;
        });
  }

  private State edited(Consumer<Draft> change) {
    var draft = new Draft(this);
    change.accept(draft);
    return draft.toState();
  }

  /** The components while some of them are being changed. */
  private static final class Draft {
    private Stage stage;
    private Instant since;
    private Revisions revisions;
    private int rollout;
    private Progress progress;
    private Set<String> ledger;
    private @Nullable Failure failure;
    private @Nullable String grounds;
    private boolean skipped;
    private boolean paused;
    private boolean suspended;
    private @Nullable Handled handled;
    private @Nullable Problem problem;
    private Map<String, String> trackedConfigs;

    private Draft(State state) {
      stage = state.stage;
      since = state.since;
      revisions = state.revisions;
      rollout = state.rollout;
      progress = state.progress;
      ledger = state.ledger;
      failure = state.failure;
      grounds = state.grounds;
      skipped = state.skipped;
      paused = state.paused;
      suspended = state.suspended;
      handled = state.handled;
      problem = state.problem;
      trackedConfigs = state.trackedConfigs;
    }

    private State toState() {
      return new State(
          stage,
          since,
          revisions,
          rollout,
          progress,
          ledger,
          failure,
          grounds,
          skipped,
          paused,
          suspended,
          handled,
          problem,
          trackedConfigs);
    }
  }
}
