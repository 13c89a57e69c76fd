package dev.sluice.operator.canary;

import dev.sluice.crds.CanaryStatus;
import dev.sluice.crds.CanaryStatus.Release;
import dev.sluice.crds.CanaryStatus.Rollout;
import dev.sluice.crds.CanaryStatus.Source;
import dev.sluice.operator.git.writeback.ReleaseRecord;
import dev.sluice.rollout.Effect;
import dev.sluice.rollout.Effect.Announce;
import dev.sluice.rollout.State;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Which commits a Canary's revisions come from. */
final class Provenance {
  private Provenance() {}

  /**
   * Where the started revision comes from.
   *
   * @param target where the target's present revision comes from; only asked when one is started,
   *     or where that was not known when it was started
   */
  static Optional<Source> started(
      @Nullable CanaryStatus old, State before, State next, Supplier<Optional<Source>> target) {
    String started = next.revisions().started();
    if (started == null) {
      return recorded(old);
    }
    if (started.equals(before.revisions().started())) {
      Optional<Source> known = recorded(old);
      return known.isEmpty() && started.equals(next.revisions().seen()) ? target.get() : known;
    }
    return started.equals(next.revisions().seen()) || next.revisions().seen() == null
        ? target.get()
        : of(old, started);
  }

  /** Where the revision comes from that a status says is rolled out. */
  static Optional<Source> recorded(@Nullable CanaryStatus status) {
    return Optional.ofNullable(status).map(CanaryStatus::rollout).map(Rollout::source);
  }

  /** Where the promoted revision comes from. */
  static Optional<Source> released(
      @Nullable CanaryStatus old, State before, State next, Optional<Source> started) {
    String promoted = next.revisions().promoted();
    if (promoted == null) {
      return Optional.empty();
    }
    if (promoted.equals(before.revisions().promoted())) {
      return Optional.ofNullable(old)
          .map(CanaryStatus::released)
          .or(() -> promoted.equals(next.revisions().started()) ? started : Optional.empty());
    }
    return promoted.equals(next.revisions().started()) ? started : of(old, promoted);
  }

  /**
   * What is told of the commit with this change of the state.
   *
   * @param isNews whether it was not known before
   */
  static List<Effect> told(State before, State next, Source source, boolean isNews) {
    boolean begins = before.rollout() != next.rollout();
    if (next.rollout() > 0 && (begins || (isNews && !next.stage().atRest()))) {
      return List.of(normal("Rolling out " + ReleaseRecord.words(source)));
    }
    return switch (History.ended(before, next).orElse("")) {
      case "Promoted" -> List.of(normal("Promoted " + ReleaseRecord.words(source)));
      case "RolledBack" ->
          List.of(
              new Announce(Announce.Kind.WARNING, "Rolled back " + ReleaseRecord.words(source)));
      default -> List.of();
    };
  }

  private static Announce normal(String text) {
    return new Announce(Announce.Kind.NORMAL, text);
  }

  private static Optional<Source> of(@Nullable CanaryStatus old, String revision) {
    return old == null
        ? Optional.empty()
        : old.history().stream()
            .filter(release -> release.revision().equals(revision))
            .map(Release::source)
            .filter(Objects::nonNull)
            .findFirst();
  }
}
