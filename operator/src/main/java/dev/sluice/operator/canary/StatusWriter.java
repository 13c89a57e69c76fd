package dev.sluice.operator.canary;

import dev.sluice.analysis.CheckResult;
import dev.sluice.crds.Canary;
import dev.sluice.crds.CanaryStatus;
import dev.sluice.crds.CanaryStatus.Trouble;
import dev.sluice.operator.git.writeback.Cause;
import dev.sluice.operator.judging.Judged;
import dev.sluice.operator.traffic.Cookies;
import dev.sluice.rollout.Condition;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.Progress;
import dev.sluice.rollout.Request;
import dev.sluice.rollout.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the status that holds a state; {@link StatusMapping} reads it back. */
final class StatusWriter {
  private StatusWriter() {}

  /**
   * What is written beside the state.
   *
   * @param round the rollout's last one, empty if this process ran none
   * @param cause where the started revision comes from, empty if not from Git
   */
  record Beside(
      List<Condition> conditions, Optional<Judged> round, Cookies cookies, Optional<Cause> cause) {}

  /**
   * The new status.
   *
   * @param plan null while the spec cannot be read
   * @param before the state that {@code canary}'s status holds
   */
  static CanaryStatus status(
      Canary canary, @Nullable Plan plan, State before, State next, Beside beside, Instant now) {
    CanaryStatus old = canary.getStatus();
    Progress progress = next.progress();
    return new CanaryStatus(
        next.phase().text(),
        progress.failedChecks(),
        progress.weight(),
        plan == null ? 0 : next.iterations(plan),
        next.trackedConfigs(),
        next.revisions().started(),
        next.revisions().promoted(),
        next.since().toString(),
        beside.cookies.canary(),
        beside.cookies.primary(),
        beside.cookies.previous(),
        conditions(old, beside.conditions, now),
        canary.getMetadata().getGeneration(),
        rollout(next, words(old, before, next, beside.round), beside.cause),
        Provenance.released(old, before, next, beside.cause).orElse(null),
        beside
            .round
            .map(round -> round.results().stream().map(StatusWriter::check).toList())
            .filter(checks -> !checks.isEmpty())
            .orElseGet(() -> checksOf(old, before, next)),
        History.after(old, before, next, now));
  }

  private static CanaryStatus.Rollout rollout(
      State state, Optional<Judged.Words> words, Optional<Cause> cause) {
    Progress progress = state.progress();
    return new CanaryStatus.Rollout(
        state.rollout(),
        state.stage().name(),
        state.revisions().started(),
        cause.flatMap(Cause::source).orElse(null),
        cause.flatMap(Cause::changedBy).orElse(null),
        state.revisions().seen(),
        state.revisions().previous(),
        progress.step(),
        progress.round(),
        progress.baseline() == 0 ? null : progress.baseline(),
        progress.mirrored() ? true : null,
        progress.pods() == 0 ? null : progress.pods(),
        text(progress.startedAt()),
        text(progress.analysisStartedAt()),
        text(progress.stepStartedAt()),
        text(progress.dueAt()),
        text(progress.completeRoundAt()),
        text(progress.unreadySince()),
        text(progress.heldSince()),
        words.map(Judged.Words::sentence).orElse(null),
        words.map(Judged.Words::estimate).orElse(null),
        words.map(Judged.Words::warnings).orElse(List.of()),
        state.grounds(),
        state.skipped() ? true : null,
        state.paused() ? true : null,
        state.suspended() ? true : null,
        Optional.ofNullable(state.failure())
            .map(failure -> new Trouble(failure.reason(), failure.message(), null))
            .orElse(null),
        Optional.ofNullable(state.problem())
            .map(problem -> new Trouble(problem.reason(), problem.message(), problem.blocking()))
            .orElse(null),
        request(state.handled()),
        List.copyOf(state.ledger()));
  }

  private static CanaryStatus.@Nullable Request request(Request.@Nullable Handled handled) {
    return handled == null
        ? null
        : new CanaryStatus.Request(
            handled.request().id(),
            handled.request().action().text(),
            handled.request().by(),
            handled.request().reason(),
            handled.accepted());
  }

  /** The condition's transition time is kept while its status stays. */
  private static List<CanaryStatus.Condition> conditions(
      @Nullable CanaryStatus old, List<Condition> conditions, Instant now) {
    List<CanaryStatus.Condition> result = new ArrayList<>();
    for (Condition condition : conditions) {
      Optional<CanaryStatus.Condition> before =
          old == null
              ? Optional.empty()
              : old.conditions().stream()
                  .filter(known -> known.type().equals(condition.type()))
                  .findAny();
      String status = condition.status().text();
      boolean same =
          before
              .filter(
                  known ->
                      known.status().equals(status)
                          && condition.reason().equals(known.reason())
                          && condition.message().equals(known.message()))
              .isPresent();
      result.add(
          same
              ? before.get()
              : new CanaryStatus.Condition(
                  condition.type(),
                  status,
                  condition.reason(),
                  condition.message(),
                  now.toString(),
                  before
                      .filter(known -> known.status().equals(status))
                      .map(CanaryStatus.Condition::lastTransitionTime)
                      .orElse(now.toString())));
    }
    return result;
  }

  /** Of the same rollout only: another revision's checks would mislead. */
  private static List<CanaryStatus.Check> checksOf(
      @Nullable CanaryStatus old, State before, State next) {
    return old == null || before.rollout() != next.rollout() ? List.of() : old.checks();
  }

  /** What was said last in this rollout, also by another process. */
  private static Optional<Judged.Words> words(
      @Nullable CanaryStatus old, State before, State next, Optional<Judged> round) {
    return round
        .map(Judged::words)
        .or(
            () ->
                Optional.ofNullable(old)
                    .filter(_ -> before.rollout() == next.rollout())
                    .map(CanaryStatus::rollout)
                    .filter(known -> known.verdict() != null)
                    .map(
                        known ->
                            new Judged.Words(
                                Objects.requireNonNullElse(known.verdict(), ""),
                                known.estimate(),
                                known.warnings())));
  }

  private static CanaryStatus.Check check(CheckResult result) {
    CheckResult.Evidence evidence = result.evidence();
    return new CanaryStatus.Check(
        result.name(),
        result.value(),
        result.bound().isEmpty() ? null : result.bound(),
        evidence == null ? null : evidence.primary(),
        evidence == null ? null : rounded(evidence.powerOfTen()),
        capitalised(result.verdict().name()),
        result.dryRun() ? true : null,
        result.message(),
        result.query().isEmpty() ? null : result.query(),
        result.at().toString());
  }

  /** More digits would only change with every round. */
  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }

  private static String capitalised(String name) {
    return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : Objects.toString(instant);
  }
}
