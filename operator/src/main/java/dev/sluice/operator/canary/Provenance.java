package dev.sluice.operator.canary;

import dev.sluice.crds.CanaryStatus;
import dev.sluice.crds.CanaryStatus.Source;
import dev.sluice.operator.git.writeback.Cause;
import dev.sluice.rollout.Effect;
import dev.sluice.rollout.Effect.Announce;
import dev.sluice.rollout.State;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Which commits a Canary's revisions come from, or who has made them past Git. */
final class Provenance {
  private Provenance() {}

  /**
   * Where the started revision comes from.
   *
   * @param target where the target's present revision comes from; only asked when one is started,
   *     or where that was not known when it was started
   */
  static Optional<Cause> started(
      @Nullable CanaryStatus old, State before, State next, Supplier<Optional<Cause>> target) {
    String started = next.revisions().started();
    if (started == null) {
      return recorded(old);
    }
    if (started.equals(before.revisions().started())) {
      Optional<Cause> known = recorded(old);
      return known.isEmpty() && started.equals(next.revisions().seen()) ? target.get() : known;
    }
    return started.equals(next.revisions().seen()) || next.revisions().seen() == null
        ? target.get()
        : of(old, started);
  }

  /** Where the revision comes from that a status says is rolled out. */
  static Optional<Cause> recorded(@Nullable CanaryStatus status) {
    return Optional.ofNullable(status)
        .map(CanaryStatus::rollout)
        .flatMap(rollout -> cause(rollout.source(), rollout.changedBy()));
  }

  /** The commit that was promoted last: what was changed past Git comes on top of it. */
  static Optional<Source> released(
      @Nullable CanaryStatus old, State before, State next, Optional<Cause> started) {
    String promoted = next.revisions().promoted();
    if (promoted == null) {
      return Optional.empty();
    }
    Optional<Source> known = Optional.ofNullable(old).map(CanaryStatus::released);
    boolean isStarted = promoted.equals(next.revisions().started());
    if (promoted.equals(before.revisions().promoted())) {
      return known.or(() -> isStarted ? started.flatMap(Cause::source) : Optional.empty());
    }
    Optional<Cause> cause = isStarted ? started : of(old, promoted);
    return cause.filter(Cause.ByHand.class::isInstance).isPresent()
        ? known
        : cause.flatMap(Cause::source);
  }

  /**
   * What is told of the cause with this change of the state.
   *
   * @param isNews whether it was not known before
   */
  static List<Effect> told(State before, State next, Cause cause, boolean isNews) {
    boolean begins = before.rollout() != next.rollout();
    if (next.rollout() > 0 && (begins || (isNews && !next.stage().atRest()))) {
      return List.of(normal("Rolling out " + cause.words()));
    }
    return switch (History.ended(before, next).orElse("")) {
      case "Promoted" -> List.of(normal("Promoted " + cause.words()));
      case "RolledBack" ->
          List.of(new Announce(Announce.Kind.WARNING, "Rolled back " + cause.words()));
      default -> List.of();
    };
  }

  private static Announce normal(String text) {
    return new Announce(Announce.Kind.NORMAL, text);
  }

  private static Optional<Cause> of(@Nullable CanaryStatus old, String revision) {
    return old == null
        ? Optional.empty()
        : old.history().stream()
            .filter(release -> release.revision().equals(revision))
            .flatMap(release -> cause(release.source(), release.changedBy()).stream())
            .findFirst();
  }

  private static Optional<Cause> cause(@Nullable Source source, @Nullable String changedBy) {
    return Optional.<Cause>ofNullable(source == null ? null : new Cause.Commit(source))
        .or(() -> Optional.ofNullable(changedBy).map(Cause.ByHand::new));
  }
}
