package dev.sluice.rollout;

import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one stage wants.
 *
 * @param until when it wants to be asked again at the latest
 * @param taken the transition that leads to {@code next}
 */
record Outcome(
    State next, List<Effect> effects, @Nullable Instant until, @Nullable Transition taken) {
  static Outcome of(State next) {
    return new Outcome(next, List.of(), null, null);
  }

  /** With these effects after the ones it has. */
  Outcome then(Effect... more) {
    return then(List.of(more));
  }

  Outcome then(List<? extends Effect> more) {
    return new Outcome(
        next, Stream.<Effect>concat(effects.stream(), more.stream()).toList(), until, taken);
  }

  /** Asked again at this time at the latest; the earliest of several counts. */
  Outcome until(@Nullable Instant instant) {
    return instant == null || (until != null && until.isBefore(instant))
        ? this
        : new Outcome(next, effects, instant, taken);
  }

  /**
   * The effects of this one, then everything of the other, whose state was made from this one's.
   */
  Outcome followedBy(Outcome other) {
    return new Outcome(
        other.next,
        Stream.concat(effects.stream(), other.effects.stream()).toList(),
        other.until,
        other.taken);
  }

  Outcome map(UnaryOperator<State> change) {
    return new Outcome(change.apply(next), effects, until, taken);
  }
}
